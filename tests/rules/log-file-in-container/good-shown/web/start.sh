#!/bin/sh
set -e
touch /var/log/web/access.log
tail -n 0 -f /var/log/web/*.log &
exec gunicorn -b 0.0.0.0:8000 --access-logfile /var/log/web/access.log app:app
