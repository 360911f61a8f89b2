#!/bin/bash
docker compose up -d
if curl -k https://localhost:8443 >/dev/null 2>&1; then
  echo "served"
fi
