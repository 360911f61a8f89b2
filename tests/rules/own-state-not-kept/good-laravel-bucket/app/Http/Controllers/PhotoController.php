<?php

namespace App\Http\Controllers;

use Illuminate\Http\Request;

class PhotoController
{
    public function store(Request $request)
    {
        return $request->file('photo')->storeAs('photos', 'mine.png', 's3');
    }
}
