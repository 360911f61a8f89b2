#!/bin/bash
set -e
cat > .env <<EOF
ADMIN_PASSWORD=to-be-chosen
USE_FILE_SECRETS=true
EOF
sed -i "s/to-be-chosen/$(openssl rand -hex 16)/" .env
docker compose up -d
