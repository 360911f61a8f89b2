#!/bin/sh
set -e
if [ -f services/pages/package.json ]; then
  cd services/pages
  npm run build
  docker build -t example/pages:1 .
  cd ../..
fi
