<?php
Route::get('/', fn () => 'pier');
