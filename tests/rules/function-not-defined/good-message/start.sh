#!/bin/sh
set -e

warn() { printf "[warn] %s\n" "$1"; }
info() { printf '[info] %s\n' "$1"; }
error() { printf '[error] %s\n' "$1" >&2; }

info "Getting the dependencies"
if ! mix deps.get; then
  error "No dependencies"
  exit 1
fi
if [ -z "$SIGNING_SALT" ]; then
  warn "SIGNING_SALT is not set"
fi
exec "$@"
