#!/bin/sh
export REGISTRY=registry.example.com TAG=1.4 DOMAIN=example.com
docker stack deploy -c stack.yml shop
