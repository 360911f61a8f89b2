#!/bin/bash
set -euo pipefail
trap 'docker compose -f previous.yaml up -d' ERR
roll_out() {
  docker compose pull
  docker compose up -d --wait
}
roll_out
