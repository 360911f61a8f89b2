#!/bin/sh
set -eu
docker build -f docker/Dockerfile -t example/api:1 .
docker build -f "$FILE" .
