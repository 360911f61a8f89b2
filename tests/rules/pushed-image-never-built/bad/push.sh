#!/bin/sh
set -e
docker build -t registry.example.org/bees:1.2 .
docker push registry.example.org/bees:1.3
