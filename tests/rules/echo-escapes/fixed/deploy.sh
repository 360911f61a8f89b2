#!/bin/bash
set -e
docker compose pull
echo -e "pulled\tall"
