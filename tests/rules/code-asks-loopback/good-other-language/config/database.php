<?php
return [
    'default' => env('DB_CONNECTION', 'sqlite'),
    'connections' => ['mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST', '127.0.0.1')]],
    'redis' => ['default' => ['host' => env('REDIS_HOST', '127.0.0.1')]],
];
