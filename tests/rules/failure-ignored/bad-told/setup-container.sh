#!/bin/bash
# Runs when the container of the editor has been made.
add() {
  if [ "$2" = newest ]; then
    npm install -g "$1" && echo "$1 is there" || echo "could not install $1"
  else
    npm install -g "$1" || echo "could not install $1"
    "$1" --version
  fi
}
add mermaid-tool newest
docker compose up -d
