#!/bin/bash
set -euo pipefail
random_word() {
  openssl rand -hex "$1"
}
if [ ! -f .env ]; then
  LEDGER_PASSWORD=$(random_word 16)
  cat > .env <<END
LEDGER_PASSWORD=$LEDGER_PASSWORD
END
fi
cat > .env.port <<END
PORT=8080
END
docker compose up -d
