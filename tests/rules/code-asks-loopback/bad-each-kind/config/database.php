<?php

return [
    'connections' => [
        'mysql' => ['host' => env('DB_HOST', '127.0.0.1')],
        'mariadb' => ['host' => env('DB_HOST', '127.0.0.1')],
        'pgsql' => ['host' => env('DB_HOST', '127.0.0.1')],
    ],
];
