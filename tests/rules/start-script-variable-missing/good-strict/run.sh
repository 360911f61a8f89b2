#!/usr/bin/env bash
set -euo pipefail
: "${MODE:=loop}"
started=$SECONDS
if [ -n "${DEBUG:-}" ]; then
  echo "$DEBUG_LEVEL"
fi
for TARGET in a b; do
  echo "$TARGET $MODE $started $HOME"
done
echo "$REGION ${#REGION}"
exec sleep infinity
echo "$NEVER_REACHED"
