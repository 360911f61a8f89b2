#!/bin/bash
check_status() {
  if [ $? -ne 0 ]; then
    echo "$1: broken"
    exit 1
  fi
}

docker compose pull
check_status "Pull"
docker compose up -d
tries=0
while ! curl -sf http://localhost:8080/health > /dev/null; do
  if [ "$tries" -ge 60 ]; then exit 1; fi
  sleep 1
  tries=$((tries + 1))
done
echo "✅ The shop is running"
docker image prune -f || true
echo "✅ Clean-up completed"
