#!/bin/bash
errors=0
if grep -q 'privileged: true' compose.yaml; then
  echo "FAIL: privileged container"
  errors=$((errors + 1))
fi
if ! grep -q '^USER ' Dockerfile; then
  echo "FAIL: image runs as root"
  ((errors++))
fi
echo "$errors problem(s) found"
