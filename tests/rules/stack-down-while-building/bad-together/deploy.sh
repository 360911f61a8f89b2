#!/bin/bash
set -e
docker-compose -f compose.yaml down --remove-orphans
docker-compose -f compose.yaml up -d --build
