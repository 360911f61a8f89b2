#!/bin/bash
set -euo pipefail
total=0
failed=0
count() {
  total=$((total + 1))
}
failed=0
count
failed=$((failed + 1))
