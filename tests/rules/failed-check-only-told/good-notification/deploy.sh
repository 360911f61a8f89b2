#!/bin/bash
set -e
docker compose up -d
curl -s "${arguments[@]}" "$CHAT/deployments" || echo "Failed to send notification"
