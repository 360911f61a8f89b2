#!/bin/bash
default_of() {
  local name="$1"
  local value="$2"
  eval "$name=$value"
  export "${name?}"
}
docker compose up -d
