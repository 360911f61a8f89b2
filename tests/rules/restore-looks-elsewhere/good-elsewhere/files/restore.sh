#!/usr/bin/env bash
set -euo pipefail
# Another folder's restore is another matter.
BACKUP_ROOT=/var/backups/files
tar -xzf "$BACKUP_ROOT/files.tar.gz" -C /srv/files
