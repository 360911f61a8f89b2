#!/bin/bash
set -euo pipefail
docker build -t shop/web:1.4.0 .
if trivy image --severity CRITICAL,HIGH --exit-code 0 shop/web:1.4.0 > scan.txt; then
  echo "scanned"
fi
docker push shop/web:1.4.0
