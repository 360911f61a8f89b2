#!/bin/bash
errors=0
docker compose ps || errors=$((errors + 1))
summary() {
  local total=$((errors + 0))
  return "$total"
}
summary
