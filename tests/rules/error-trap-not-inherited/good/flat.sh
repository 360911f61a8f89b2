#!/bin/bash
set -euo pipefail
say() {
  echo "$1"
}
trap 'docker compose -f previous.yaml up -d' ERR
say "pulling"
docker compose pull
docker compose up -d --wait
