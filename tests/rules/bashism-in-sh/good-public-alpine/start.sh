#!/bin/sh
if [[ -f /var/run/docker.pid ]]; then
  rm -f /var/run/docker.pid
fi
dockerd &>/dev/null
