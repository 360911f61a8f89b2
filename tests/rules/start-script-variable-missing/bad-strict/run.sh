#!/usr/bin/env bash
set -euo pipefail
if [ "$MODE" = "debug" ]; then
  set -x
fi
exec sleep infinity
