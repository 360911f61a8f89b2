#!/bin/sh
set -e

/app/bin/ferry eval "Ferry.Release.migrate()"

exec /app/bin/server
