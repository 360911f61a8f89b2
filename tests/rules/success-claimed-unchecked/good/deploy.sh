#!/bin/bash
set -e
docker compose pull
docker compose up -d --wait
echo "Deployment complete"
