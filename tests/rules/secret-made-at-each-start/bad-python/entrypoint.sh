#!/bin/sh
set -e
JWT_SECRET="$(python -c 'import secrets; print(secrets.token_hex(32))')"
export JWT_SECRET
exec "$@"
