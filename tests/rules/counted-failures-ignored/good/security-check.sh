#!/bin/bash
errors=0
if grep -q 'privileged: true' compose.yaml; then
  errors=$((errors + 1))
fi
echo "$errors problem(s) found"
[ "$errors" -eq 0 ]
