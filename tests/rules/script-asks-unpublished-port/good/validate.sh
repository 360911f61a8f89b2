#!/bin/bash
set -euo pipefail
docker compose up -d
curl -fs http://localhost:3000/api/health
# Inside of the containers the ports are open.
docker compose exec -T logs wget -qO- http://localhost:3100/ready
docker compose exec -T charts sh -c 'curl -fs http://localhost:3100/ready'
# No service of the stack has this one.
curl -fs http://localhost:9999/
