#!/bin/bash
set -e
warn() { echo "WARN $*"; }
pg_restore --clean -d shop shop.dump || warn "some statements failed"
echo "Restore complete."
