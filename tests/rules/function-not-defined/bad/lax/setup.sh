#!/bin/bash
print_step() { echo "== $1"; }
print_ok() { echo "ok $1"; }
docker compose pull
print_warn "old images stay"
print_ok "pulled"
