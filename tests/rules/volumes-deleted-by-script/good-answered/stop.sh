#!/bin/bash
docker compose -f compose.prod.yaml down
read -r -p "Take the data away too? [y/N] " answer
if [ "$answer" = y ]; then
  docker compose -f compose.prod.yaml down -v
fi
