#!/bin/bash
set -e
stage=""
choose() { stage="${1:?}"; }
choose "$@"
docker compose -f "docker-compose-${stage}.yml" up -d
