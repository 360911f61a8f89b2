#!/bin/sh
set -e
chmod 666 /run/shared/jwtsecret
exec "$@"
