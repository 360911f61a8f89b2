#!/bin/bash
alias art="php artisan"
alias fresh="php artisan migrate:fresh"
docker compose up -d
