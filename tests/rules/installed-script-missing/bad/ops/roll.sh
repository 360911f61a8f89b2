#!/bin/sh
set -eu
HERE="$(cd "$(dirname "$0")" && pwd)"
TOP="$(dirname "$HERE")"
. "$(dirname "$0")/lib/names.sh"
"$TOP/ops/dump.sh" --all
