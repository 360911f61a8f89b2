#!/bin/bash
set -euo pipefail
copies=/srv/backups
find "$copies" -mindepth 1 -maxdepth 1 -type d -mtime +14 -exec rm -rf {} +
find "$copies" -maxdepth 1 -name 'shop-*' -mtime +14 -exec rm -rf {} +
find "$copies" -type f -mtime +14 -exec rm -rf {} +
find "$copies"/* -maxdepth 0 -mtime +14 -exec rm -rf {} +
find "$copies" -type d -exec chmod 750 {} +
