#!/bin/sh
set -e
echo starting
exec node src/server.js
