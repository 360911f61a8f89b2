#!/bin/bash
clean_up() {
  docker image prune -f
  docker builder prune -f
}
clean_up || true
docker compose up -d
