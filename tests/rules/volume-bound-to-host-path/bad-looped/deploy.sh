#!/bin/bash
set -e
for dir in postgres uploads; do
  mkdir -p "${DATA_PATH:-./data}/${dir}"
done
docker compose up -d
