<?php
$queue = new Redis();
$queue->connect('127.0.0.1', 6379);
