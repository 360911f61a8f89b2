#!/bin/sh
docker compose -f "$1" up -d
docker compose -f "$1" down -v
