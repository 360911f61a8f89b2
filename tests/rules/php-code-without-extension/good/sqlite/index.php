<?php
$pdo = new PDO('sqlite:/var/www/html/book.db');
