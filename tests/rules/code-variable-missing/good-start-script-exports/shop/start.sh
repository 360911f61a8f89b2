#!/bin/sh
set -e
export SESSION_KEY="$(cat /run/secrets/session)"
exec node src/server.js
