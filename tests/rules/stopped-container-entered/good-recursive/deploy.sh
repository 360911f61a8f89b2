#!/bin/bash
set -eu
ask() {
  read -r answer
  if [ "$answer" = again ]; then
    ask
  fi
}
retry() {
  docker stop web
  if ! docker start web; then
    if sleep 5; then
      retry
    fi
  fi
}
ask
retry
docker exec web true
