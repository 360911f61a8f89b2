#!/bin/bash
set -euo pipefail
export TAG=$(git describe --tags)
release() {
  local digest=$(docker inspect --format '{{.Id}}' "app:$TAG")
  echo "$digest"
}
release
