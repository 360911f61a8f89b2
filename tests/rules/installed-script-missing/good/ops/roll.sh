#!/bin/sh
set -eu
HERE="$(cd "$(dirname "$0")" && pwd)"
TOP="$(dirname "$HERE")"
. "$(dirname "$0")/lib/paths.sh"
"$TOP/ops/nightly.sh" --all
[ -x "$TOP/ops/extra.sh" ] && "$TOP/ops/extra.sh"
"$TOP/generated/hook.sh"
