#!/bin/bash
set -euo pipefail

show_help() {
  echo "Usage: $0 up|down"
}

action="${1:-help}"
case "$action" in
  up) docker compose up --detach ;;
  down) docker compose down ;;
  help | *) show_help ;;
esac
