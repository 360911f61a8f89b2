#!/usr/bin/env bash
set -euo pipefail
source lib/push.sh
push_image hive
