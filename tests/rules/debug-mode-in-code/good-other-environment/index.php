<?php
require __DIR__ . '/boot/' . (getenv('CI_ENVIRONMENT') ?: 'production') . '.php';
echo 'shop';
