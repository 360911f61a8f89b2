#!/bin/bash
set -e
warn() { echo "WARN $1"; }
ok() { echo "OK $1"; }
docker compose up -d
if curl -fs http://localhost:8080/health > /dev/null; then
  ok "the site answers"
else
  warn "the site does not answer"
fi
echo "Done"
