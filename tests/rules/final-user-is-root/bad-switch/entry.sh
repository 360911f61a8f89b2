#!/bin/sh
set -e
chown -R ferry /srv/ferry
exec gosu ferry "$@"
