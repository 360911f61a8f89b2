#!/bin/sh
set -e
test -n "$LAMP_KEY"
exec sleep 60
