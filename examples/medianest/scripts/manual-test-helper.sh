#!/bin/bash
# Prints addresses to try by hand.
for path in /health /api/health /api/v1/media /metrics; do
    printf '%s ' "$path"
    curl -s -o /dev/null -w '%{http_code}\n' "http://localhost:4000$path"
done
