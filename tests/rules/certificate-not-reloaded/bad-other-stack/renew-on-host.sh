#!/bin/bash
# Certificates of the old set-up, which the host renews.
set -euo pipefail
certbot renew --quiet --post-hook "systemctl reload nginx"
cd /opt/old && docker compose -f compose.old.yaml restart edge
