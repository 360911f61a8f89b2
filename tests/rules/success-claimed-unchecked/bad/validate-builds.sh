#!/bin/bash
failures=0
for file in a b; do
  docker build -f "$file" . || failures=$((failures + 1))
done
echo "All builds validated"
