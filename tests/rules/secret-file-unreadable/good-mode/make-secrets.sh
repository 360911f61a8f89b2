#!/bin/sh
set -e
mkdir -p secrets
openssl rand -hex 32 > secrets/token.txt
chown root:root secrets/token.txt
chmod 644 secrets/token.txt
