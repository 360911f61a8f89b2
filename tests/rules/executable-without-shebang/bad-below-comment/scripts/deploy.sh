# Brings the newest release on board
#!/bin/bash
set -e
SERVICES=(api worker)
for service in "${SERVICES[@]}"; do
  docker compose up -d "$service"
done
