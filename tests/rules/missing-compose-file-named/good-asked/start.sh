#!/bin/bash
set -e
flags=(-f compose.yaml)
if [[ -f config/compose.override.yml ]]; then
  flags+=(-f config/compose.override.yml)
fi
exec docker compose "${flags[@]}" up -d
