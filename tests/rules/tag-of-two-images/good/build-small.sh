#!/bin/sh
set -eu
docker build -f Dockerfile.small -t example/shop:small .
