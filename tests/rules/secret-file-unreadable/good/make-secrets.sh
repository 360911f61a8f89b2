#!/bin/sh
set -e
mkdir -p secrets
openssl rand -hex 32 > secrets/token.txt
chown 1000:1000 secrets/token.txt
chmod 600 secrets/token.txt
