#!/bin/bash
failures=0
for file in a b; do
  docker build -f "$file" . || failures=$((failures + 1))
done
[ "$failures" -eq 0 ] || exit 1
echo "All builds validated"
