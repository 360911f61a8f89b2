#!/bin/bash
set -e
failed=0
probe() { docker inspect "$1" >/dev/null; }
count() {
  probe web || failed=$((failed + 1))
  probe db || failed=$((failed + 1))
  probe cache || failed=$((failed + 1))
}
count
exit "$failed"
