#!/bin/bash
set -euo pipefail
docker compose ps
ssh -L 3100:localhost:3100 -fN store.example.org
curl -fs http://localhost:3100/ready
