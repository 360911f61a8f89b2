#!/bin/bash
set -euo pipefail
docker cp notes:/app/data/notes.db "/srv/backups/notes-$(date +%F).db"
docker compose cp notes:/app/data/index.sqlite /srv/backups/
