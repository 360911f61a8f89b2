#!/bin/bash
set -euo pipefail
cd "/home/marlene/projects/pier/api"
npm run build
