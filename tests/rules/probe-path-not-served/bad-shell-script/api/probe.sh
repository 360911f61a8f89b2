#!/bin/sh
set -eu
base="http://127.0.0.1:${LEDGER_PORT:-8000}"
curl -fsS "$base/state/live" >/dev/null
