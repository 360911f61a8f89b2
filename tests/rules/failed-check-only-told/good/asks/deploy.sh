#!/bin/bash
set -e
docker compose up -d
# Not a check of the deployment but a choice of words.
if command -v curl > /dev/null; then
  echo "curl is there"
else
  echo "no curl, error pages cannot be fetched"
fi
for try in 1 2 3; do
  if curl -fs http://localhost:8080/health; then
    exit 0
  else
    echo "not responding yet, try $try failed"
  fi
  sleep 2
done
exit 1
