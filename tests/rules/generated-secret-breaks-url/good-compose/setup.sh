#!/bin/bash
set -euo pipefail
cp .env.example .env
echo "DB_PASSWORD=$(openssl rand -hex 32)" >> .env
