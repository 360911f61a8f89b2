#!/bin/sh
set -e
update() {
  git pull --ff-only
  docker compose pull
  docker compose up -d
}
update || exit 1
