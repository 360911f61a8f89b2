#!/bin/bash
set -euo \
  pipefail
set -- one \
  two
docker run -d --name web \
  --restart unless-stopped \
  nginx:1.27
cat <<TEXT
  usage:
  --restart
TEXT
