#!/bin/sh
set -e
USER_PASSWORD=$(openssl rand -hex 32)
echo "copier:$USER_PASSWORD" | chpasswd
exec "$@"
