#!/bin/bash
set -euo pipefail
total=0
failed=0
count() {
  ((total++))
}
((failed = 0))
count
((failed++))
