#!/bin/sh
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
for name in till_key mail_key; do
  openssl rand -hex 32 >"secrets/$name.txt"
  chmod 0600 "secrets/$name.txt"
done
chmod 0711 secrets
