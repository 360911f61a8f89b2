#!/bin/sh
set -eu
docker build -f docker/Dockerfile.prod -t example/api:1 .
