#!/bin/sh
/app/bin/ferry eval "Ferry.Release.migrate()"
if [ $? -ne 0 ]; then
  exit 1
fi
exec /app/bin/server
