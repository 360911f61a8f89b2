#!/bin/bash
set -eu
root=$(git rev-parse --show-toplevel)
docker build -t shop/services -f "$root"/docker/services/Dockerfile "$root"
