<?php
$connection = new mysqli(getenv('DB_HOST'), 'book', getenv('DB_PASSWORD'));
