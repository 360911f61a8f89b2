#!/bin/bash
docker compose up -d
exec ./checks/run_checks.sh "$@"
