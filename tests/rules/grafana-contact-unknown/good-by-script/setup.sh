#!/bin/sh
set -eu
curl -fsS -u "admin:$GRAFANA_PASSWORD" -H 'Content-Type: application/json' -d @point.json \
  http://localhost:3000/api/v1/provisioning/contact-points
