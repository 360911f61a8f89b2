#!/bin/sh
set -e
docker stack deploy -c proxy.stack.yaml proxy
docker stack deploy -c monitoring.stack.yaml monitoring
