#!/bin/bash
set -e
failures=0
attempt=0
echo "starting with attempt $attempt"
attempt=1
until curl -fsS http://localhost:8080/health; do
  ((attempt++))
  [ "$attempt" -lt 10 ] || exit 1
  sleep 2
done
failures=$((failures + 1))
