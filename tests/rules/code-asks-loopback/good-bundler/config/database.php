<?php
return ['host' => env('PG_HOST', '127.0.0.1'), 'port' => env('PG_PORT', '5432')];
