#!/usr/bin/env bash
set -euo pipefail
KEY="$HOME/.ssh/deploy"
# An array keeps its arguments.
SYNC=(rsync -az -e "ssh -i $KEY")
"${SYNC[@]}" ./ deploy@host.example:/srv/shop

# No quotes inside.
COMPOSE="docker compose -f compose.prod.yml"
$COMPOSE up -d

# `eval` reads the quotes again.
PROBE="curl -fsS -H 'Accept: text/plain' http://localhost:8080/health"
eval "$PROBE"
eval $PROBE

# It is text, and no command.
NOTE="run 'docker compose ps' now"
echo $NOTE

# Replaced before it runs.
STEP="ssh -o 'BatchMode yes' host"
STEP="docker compose ps"
$STEP
