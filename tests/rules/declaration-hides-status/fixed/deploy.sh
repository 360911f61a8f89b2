#!/bin/bash
set -euo pipefail
TAG=$(git describe --tags); export TAG
release() {
  local digest; digest=$(docker inspect --format '{{.Id}}' "app:$TAG")
  echo "$digest"
}
release
