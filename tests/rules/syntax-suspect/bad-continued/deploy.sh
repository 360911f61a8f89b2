#!/bin/bash
set -e
docker run -d --name web
  --restart unless-stopped \
  nginx:1.27
