#!/bin/bash
set -e
failed=0
probe() { docker inspect "$1" >/dev/null; }
count() {
  probe web || ((failed++))
  probe db || ((failed++))
  probe cache || ((failed++))
}
count
exit "$failed"
