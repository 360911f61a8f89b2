#!/bin/sh
set -eu
mkdir -p secrets
for name in till_key mail_key; do
  openssl rand -hex 32 >"secrets/$name.txt"
done
