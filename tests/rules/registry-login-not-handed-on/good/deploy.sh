#!/bin/sh
set -e
docker login registry.example.org -u shop --password-stdin < token
docker stack deploy --with-registry-auth -c stack.yaml shop
