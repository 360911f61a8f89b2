#!/bin/bash
set -euo pipefail
cp .env.example .env
echo "DB_PASSWORD=$(openssl rand -base64 32)" >> .env
