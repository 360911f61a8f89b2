#!/bin/sh

/app/bin/ferry eval "Ferry.Release.migrate()"

exec /app/bin/server
