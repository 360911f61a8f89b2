#!/bin/sh
set -e
docker login -u shop --password-stdin < token
docker build -t shopteam/pages:1.4 .
docker push shopteam/pages:1.4
docker stack deploy -c stack.yaml shop
