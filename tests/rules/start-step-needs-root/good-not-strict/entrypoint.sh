#!/bin/sh
chown -R www-data /data
exec "$@"
