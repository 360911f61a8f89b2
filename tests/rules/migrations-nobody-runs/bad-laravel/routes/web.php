<?php

Route::get("/", fn () => "shop");
