#!/bin/bash
set -euo pipefail
cd ~/stacks/wiki
docker compose stop
tar xzf ~/copies/wiki.tar.gz
docker compose start
