#!/bin/bash
for file in stacks/*/docker-compose.yml; do
  docker compose -f "$file" config --quiet
done
