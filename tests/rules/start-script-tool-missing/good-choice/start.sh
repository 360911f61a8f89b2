#!/bin/sh
set -e
if command -v curl; then curl -fsS http://config/ready; fi
exec node server.js
