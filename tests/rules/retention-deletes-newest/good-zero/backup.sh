#!/bin/sh
set -eu
find /srv/copies -name '*.dump' -mtime "+$KEEP_DAYS" -delete
