#!/bin/sh
set -eu
info() { printf "%s\n" "$1"; }
info "the key is ${SESSION_SECRET}"
exec "$@"
