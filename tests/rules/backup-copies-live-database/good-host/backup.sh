#!/bin/bash
set -euo pipefail
docker compose stop db
tar -czf "/mnt/copies/db-$(date +%F).tar.gz" data/db
docker compose start db
