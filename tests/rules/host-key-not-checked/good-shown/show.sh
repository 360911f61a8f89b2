#!/bin/bash
set -e
docker compose up -d
echo "options: -o StrictHostKeyChecking=no"
