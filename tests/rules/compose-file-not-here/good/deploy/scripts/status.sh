#!/bin/bash
# Compose looks in the folders above as well.
cd "$(dirname "$0")"
docker compose ps
