#!/bin/bash
renew() {
  docker compose pull
  docker compose up -d
}
docker compose version
