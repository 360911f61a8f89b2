#!/bin/sh
set -eu
docker build --build-arg "BACKEND=$1" -t "backend-$1" .
