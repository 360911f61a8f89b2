<?php

namespace App\Jobs;

use Illuminate\Contracts\Queue\ShouldQueue;

class PrintTicket implements ShouldQueue
{
    public function handle(): void
    {
    }
}
