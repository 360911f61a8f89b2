#!/usr/bin/env bash
set -e
find . -maxdepth 1 -type d -print0 | xargs -I{} -0 bash -c "cd {} && docker compose down"
