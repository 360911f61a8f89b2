#!/bin/sh
set -e
curl -fsS http://config/settings.json -o /tmp/settings.json
exec node server.js
