#!/bin/bash
# Everything around the production stack: deploy, stop, status, logs, backup.
set -euo pipefail

action=${1:-help}
file=docker-compose.prod.yml

check() {
    if [ ! -f .env ]; then
        echo "copy .env.production to .env first" >&2
        exit 1
    fi
    if [ ! -d secrets ]; then
        echo "start scripts/setup-secrets.sh first" >&2
        exit 1
    fi
}

folders() {
    for name in postgres redis downloads uploads; do
        mkdir -p "${DATA_PATH:-./data}/$name"
    done
    for name in backend frontend nginx; do
        mkdir -p "${LOG_PATH:-./logs}/$name"
    done
    for name in postgres redis; do
        mkdir -p "${BACKUP_PATH:-./backups}/$name"
    done
}

deploy() {
    check
    folders
    docker compose -f "$file" pull
    docker compose -f "$file" up -d
    sleep 10
    docker compose -f "$file" ps
    echo "Deployment complete!"
}

case "$action" in
    deploy) deploy ;;
    stop) docker compose -f "$file" down ;;
    status) docker compose -f "$file" ps ;;
    logs) docker compose -f "$file" logs -f ${2:-} ;;
    backup) docker compose -f "$file" --profile backup run --rm backup /backup.sh ;;
    migrate) docker compose -f "$file" exec backend npx prisma migrate deploy ;;
    help | *)
        echo "usage: $0 deploy|stop|status|logs|backup|migrate"
        ;;
esac
