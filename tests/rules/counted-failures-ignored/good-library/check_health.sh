#!/bin/bash
set -euo pipefail
failed_services=()
source "$(dirname "$0")/lib/logs.sh"
collect_logs web db
[ "${#failed_services[@]}" -eq 0 ] || exit 1
