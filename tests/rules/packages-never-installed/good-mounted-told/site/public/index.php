<?php
require __DIR__ . '/../vendor/autoload.php';
(new Slim\App())->run();
