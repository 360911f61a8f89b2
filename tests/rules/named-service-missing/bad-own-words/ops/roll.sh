#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/lib/base.sh"
"${STACK[@]}" pull shop worker
if ! $PLAIN up -d web; then exit 1; fi
in_ledger psql -U postgres -c 'select 1'
