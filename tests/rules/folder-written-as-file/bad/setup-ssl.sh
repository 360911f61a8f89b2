#!/bin/bash
set -e
mkdir -p "$data/ssl/options.conf"
cat > "$data/ssl/options.conf" <<'CONF'
ssl_protocols TLSv1.3;
CONF
