#!/bin/bash
# An earlier way to make the secrets: with the suffix .txt.
set -e
mkdir -p secrets
for name in db_password redis_password jwt_secret nextauth_secret; do
    head -c 24 /dev/urandom | base64 > "secrets/$name.txt"
    chmod 644 "secrets/$name.txt"
done
echo "All secrets generated"
