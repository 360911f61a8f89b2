#!/bin/bash
set -e
npm run build 2>&1 | tail -n 20
echo "Build is fine"
