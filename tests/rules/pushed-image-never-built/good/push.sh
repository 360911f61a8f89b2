#!/bin/sh
set -e
docker build -t bees .
docker tag bees registry.example.org/bees:1.3
docker push registry.example.org/bees:1.3
