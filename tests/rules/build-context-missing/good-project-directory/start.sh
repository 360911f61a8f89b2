#!/bin/bash
set -e
files=(-f docker/main.yml)
for name in "$@"; do
  files+=(-f "extras/$name/compose.yml")
done
docker compose --project-directory docker "${files[@]}" up --detach
