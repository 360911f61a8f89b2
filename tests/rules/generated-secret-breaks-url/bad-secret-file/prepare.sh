#!/bin/sh
set -eu
mkdir -p secrets
for name in pg_password; do
  openssl rand -base64 32 | tr -d '\n' >"secrets/$name.txt"
done
