#!/bin/bash
set -euo pipefail
docker build -t shop/web:1.4.0 .
trivy image --exit-code 0 --severity LOW,MEDIUM shop/web:1.4.0
trivy image --exit-code 1 --severity CRITICAL,HIGH shop/web:1.4.0
docker push shop/web:1.4.0
