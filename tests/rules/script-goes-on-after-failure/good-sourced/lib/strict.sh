#!/usr/bin/env bash
set -Eeuo pipefail
say() { printf '%s\n' "$1"; }
