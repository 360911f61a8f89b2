#!/bin/bash
set -e
IFS=,
for host in $HOSTS; do ssh "$host" docker compose pull; done
