<?php
$pdo = new PDO("pgsql:host=$host;dbname=store", $user, $password);
$cache = new Redis();
