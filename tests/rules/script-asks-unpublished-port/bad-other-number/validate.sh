#!/bin/bash
set -euo pipefail
docker compose ps
curl -fs http://localhost:8000/login
