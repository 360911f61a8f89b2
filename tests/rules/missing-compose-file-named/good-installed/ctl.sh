#!/bin/bash
BASE=/opt/shop
start() {
  cd ${BASE} || exit 1
  docker compose -f docker-compose.yml -f docker-compose-db.yml up -d
}
cd "$SHOP_HOME" || exit 1
docker compose -f docker-compose-search.yml up -d
start
