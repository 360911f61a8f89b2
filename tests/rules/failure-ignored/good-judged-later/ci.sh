#!/bin/bash
set -e
docker compose build
npm run lint -- --output-file=lint.json || true
node judge.js lint.json
npm audit --audit-level=critical || true
FOUND=$(npm audit --json | jq '.metadata.vulnerabilities.critical')
if [ "$FOUND" -gt 0 ]; then exit 1; fi
