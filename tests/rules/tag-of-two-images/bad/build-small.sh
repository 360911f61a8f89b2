#!/bin/sh
set -eu
docker build -f Dockerfile.small -t example/shop:latest -t example/shop:small .
