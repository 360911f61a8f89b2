#!/bin/bash
set -e
SESSION_SECRET=$(openssl rand -hex 32)
TEST_SESSION_SECRET="5d0c4e9ab7f3428c91e6d2fa0b7735c8"
DB_PASSWORD_FILE=/run/secrets/database-password-2
API_KEY="put-the-key-of-your-account-here"
HOST_TOKEN_PATTERN="a|b"
DEFAULT_TOKEN=0123456789abcdef0123456789abcdef01234567
printf 'SESSION_SECRET=%s\n' "$SESSION_SECRET" > .env
docker compose up -d
