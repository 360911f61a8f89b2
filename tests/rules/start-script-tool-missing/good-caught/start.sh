#!/bin/sh
set -e
curl -fsS http://config/settings.json || true
exec node server.js
