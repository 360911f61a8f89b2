#!/bin/bash
set -e
docker compose up -d
curl -s -d '{"text": "deployed"}' "$CHAT" || echo "Failed to send the message"
