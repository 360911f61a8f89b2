#!/bin/sh
set -eu
docker build -f Dockerfile -t example/shop:latest .
