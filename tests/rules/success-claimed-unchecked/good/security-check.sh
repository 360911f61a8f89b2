#!/bin/bash
if docker compose config -q; then
  echo "✓ The stack is valid"
fi
docker compose pull && echo "pulled successfully"
docker compose up -d
if [ $? -ne 0 ]; then exit 1; fi
echo "Deployed"
