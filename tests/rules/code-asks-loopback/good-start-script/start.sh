#!/bin/sh
export REDIS_URL="redis://redis:6379"
exec node server.js
