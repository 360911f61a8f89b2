#!/usr/bin/env bash
set -euo pipefail
compose=(docker compose -f stack.yaml)
"${compose[@]}" build
"${compose[@]}" up -d
