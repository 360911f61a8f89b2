#!/bin/sh
set -eu
find /srv/backups -type f -exec rm {} +
