#!/bin/bash
set -euo pipefail
wait_for() {
  until [ "$(docker inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; do sleep 2; done
}
wait_for shop-db
wait_for shop-logs
