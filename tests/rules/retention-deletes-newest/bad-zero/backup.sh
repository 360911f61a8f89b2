#!/bin/sh
set -eu
find /srv/copies -name '*.dump' -mmin "+$KEEP_DAYS" -delete
