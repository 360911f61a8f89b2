<?php
Route::get('/', fn () => 'quay');
