#!/bin/bash
set -euo pipefail
copies=/srv/backups
find "$copies" -maxdepth 1 -type d -mtime +14 -exec rm -rf {} +
