#!/bin/sh
set -eu
if [ "$1" = prod ]; then printf 'production\n'; fi
docker compose exec -T db sh -c 'echo "a == b"' > up.log 2>&1
i=$((i + 1))
