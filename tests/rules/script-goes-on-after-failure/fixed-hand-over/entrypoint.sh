#!/bin/sh
set -eu
sqlx migrate run
exec "$@"
