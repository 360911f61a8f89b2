#!/bin/bash
start() {
  local name=$1
  local state=$(docker inspect --type container web | head -1)
  declare -r note="was "$2
  docker rename web "$name"
  echo "$state $note"
}
start "$1" "$2"
