#!/bin/bash
set -e
docker compose pull
echo "pulled\tall"
