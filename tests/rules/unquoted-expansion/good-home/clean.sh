#!/bin/sh
docker compose down
rm -f $HOME/.docker/cli-plugins/docker-compose
