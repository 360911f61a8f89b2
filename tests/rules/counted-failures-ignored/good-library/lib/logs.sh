#!/bin/bash
collect_logs() {
  local service
  for service in "$@"; do
    docker compose logs --tail=50 "$service" || failed_services+=("$service")
  done
}
