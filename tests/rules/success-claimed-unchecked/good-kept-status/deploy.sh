#!/bin/sh
set -e
STATUS=0
docker compose up -d || STATUS=$?
echo "Deployment complete"
exit $STATUS
