#!/bin/sh
set -eu
mkdir -p secrets
openssl rand -hex 24 > secrets/book_db_pass.txt
docker compose up -d
