#!/bin/sh
set -eu
while true; do
  tar -czf /copies/media.tar.gz -C /srv media
  sleep 86400
done
