#!/bin/bash
docker compose up -d
sleep 5
if curl -fs http://localhost:8000/health > /dev/null; then
  echo "Shop is up"
else
  echo "Warning: shop may still be starting"
fi
