#!/bin/sh
# docker compose -f compose.node-XX.yml up -d
echo "docker compose -f compose.node-XX.yml up -d"
