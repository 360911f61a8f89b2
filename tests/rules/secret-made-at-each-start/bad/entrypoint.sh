#!/bin/sh
set -e
export SECRET_KEY=$(openssl rand -hex 32)
exec "$@"
