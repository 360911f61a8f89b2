#!/bin/bash
set -e
ask() {
  local answer=$(curl -s http://localhost:8080/api/orders)
  if [[ $? -eq 0 && -n "$answer" ]]; then
    echo "the orders answer"
  fi
}
ask
