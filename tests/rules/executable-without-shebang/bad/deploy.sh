set -e
docker compose up -d
