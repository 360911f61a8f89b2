#!/bin/sh
set -e
docker compose --version --short
docker buildx create --name shop --use --config ./buildkitd.toml
docker compose up -d
