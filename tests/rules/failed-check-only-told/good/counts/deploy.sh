#!/bin/bash
set -e
failed=0
docker compose up -d
if curl -fs http://localhost:8080/health > /dev/null; then
  echo "the site answers"
else
  echo "the site failed"
  failed=1
fi
exit $failed
