#!/bin/sh
set -eu
docker stack deploy --with-registry-auth -c stack.yml toll
docker service update --image registry.example.io/toll/gate:3.1.1 toll_gateway
