#!/bin/bash
set -e
STACK=compose.prod.yaml
ssh -i ~/.ssh/deploy "$DEPLOY_USER@$DEPLOY_HOST" "cd /srv/shop && docker compose -f $STACK up -d app"

ssh $SSH_OPTIONS "$DEPLOY_HOST" <<'END'
cd /srv/shop || exit 1
docker compose -f compose.prod.yaml exec db psql -c 'SELECT 1'
END
