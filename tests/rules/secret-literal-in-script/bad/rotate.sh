#!/bin/bash
set -e
NEW_SESSION_SECRET="5d0c4e9ab7f3428c91e6d2fa0b7735c8"
export COOKIE_KEY=pQ7vT2xkR9mZ4cW8sYb3NfH6jLdGaE1uKo5iXrVtCwM=
printf 'SESSION_SECRET=%s\n' "$NEW_SESSION_SECRET" > .env
docker compose up -d
