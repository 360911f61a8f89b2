#!/bin/sh
set -euo pipefail
exec app "$@"
