#!/bin/sh
set -e
docker stack deploy --compose-file compose.yaml letters
