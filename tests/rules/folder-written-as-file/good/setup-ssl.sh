#!/bin/bash
set -e
mkdir -p "$data/ssl"
cat > "$data/ssl/options.conf" <<'CONF'
ssl_protocols TLSv1.3;
CONF
mkdir -p "$data/x"
rmdir "$data/x"
echo 1 > "$data/x"
