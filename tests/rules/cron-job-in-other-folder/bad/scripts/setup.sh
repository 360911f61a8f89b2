#!/usr/bin/env bash
set -euo pipefail
(crontab -l 2>/dev/null; echo "30 2 * * * /srv/quay/scripts/save.sh >> /var/log/quay.log 2>&1") | crontab -
