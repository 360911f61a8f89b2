#!/bin/sh
set -e
if [ "$KIND" = small ]; then
  docker build -t try .
elif [ "$KIND" = full ]; then
  docker build -f Dockerfile.full -t try .
fi
