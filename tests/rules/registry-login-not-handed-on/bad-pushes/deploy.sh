#!/bin/sh
set -e
docker login registry.example.org -u shop --password-stdin < token
docker build -t registry.example.org/shop/pages:1.4 .
docker push registry.example.org/shop/pages:1.4
docker stack deploy -c stack.yaml shop
