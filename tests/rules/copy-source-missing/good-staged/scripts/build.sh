#!/bin/bash
set -euo pipefail
STAGE="${STAGE:-}"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
if [[ -n "${STAGE}" ]]; then ctx="${STAGE}"; else ctx="$(mktemp -d)"; fi
rsync -a "${ROOT}/" "${ctx}/"
docker build -f "${ctx}/Containerfile" -t shop "${ctx}"
