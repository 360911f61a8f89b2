#!/bin/bash
set -e
export $(grep -v '^#' .env | grep -E '^SHOP_' | xargs)
docker compose up -d
