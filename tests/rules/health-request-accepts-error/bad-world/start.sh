#!/bin/bash
if ! curl --silent https://registry.test/v2/ > /dev/null; then
  echo "the registry cannot be reached"
fi
if ! curl --silent https://shop.test/health > /dev/null; then
  exit 1
fi
docker compose up -d
