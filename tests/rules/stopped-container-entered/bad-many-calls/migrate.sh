#!/bin/bash
set -euo pipefail
check() { step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; }
step() { part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; }
part() { piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; }
piece() { bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; }
bit() { crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; crumb; }
crumb() { grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; grain; }
grain() { true; }
check
docker rm -f shop-app
docker exec -t shop-app ./manage.py migrate
docker compose up -d
