#!/bin/bash
log_success() { echo "[ok] $1"; }
docker compose pull
docker compose up -d
log_success "Deployment complete"
