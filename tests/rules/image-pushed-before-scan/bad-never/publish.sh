#!/bin/sh
set -eu
docker build -t ghcr.io/example/shop:1.0 .
docker push ghcr.io/example/shop:1.0
