#!/bin/bash
# Copies what containers keep.

save() {
  local target=$1
  local part=$2
  docker cp "shop:/$part/." "$target/$part" || rm -rf "$target/data"
  rm -rf "$part/"
}

save "$PWD/copies" uploads
save "$PWD/copies/old" "pictures"
docker compose up -d
