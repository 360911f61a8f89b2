#!/bin/bash
set -euo pipefail
docker exec notes sqlite3 /app/data/notes.db ".backup /tmp/copy.db"
docker cp notes:/tmp/copy.db "/srv/backups/notes-$(date +%F).db"
docker cp notes:/app/settings.json /srv/backups/
