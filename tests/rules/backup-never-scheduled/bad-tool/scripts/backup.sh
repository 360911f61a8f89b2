#!/bin/bash
# Usage: backup.sh <container-name>
set -euo pipefail
CONTAINER="$1"
docker exec "$CONTAINER" pg_dumpall > "backup-$CONTAINER.sql"
