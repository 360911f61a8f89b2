#!/bin/bash
set -euo pipefail
total=0
first=1
total=$((total + 1))
((first++))
((total++)) || true
if ((total++)); then echo x; fi
((total += 1))
