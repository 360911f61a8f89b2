#!/bin/bash
set -e
./docker-entrypoint.sh nginx -g "daemon off;"
