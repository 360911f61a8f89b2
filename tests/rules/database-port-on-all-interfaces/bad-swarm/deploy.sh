#!/bin/sh
set -eu
docker stack deploy --compose-file compose.yaml data
