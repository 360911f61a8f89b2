#!/bin/sh
set -e
docker build --tag registry.example.org/shop/pages:1.4 pages
docker push registry.example.org/shop/pages:1.4
docker stack deploy -c stack.yaml shop
