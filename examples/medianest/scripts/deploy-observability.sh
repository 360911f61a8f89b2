#!/bin/bash
# Starts metrics and logs beside the stack.
set -e
docker-compose -f docker-compose.observability.yml up -d
docker run -d --name medianest-prometheus -p 9090:9090 \
    -v "$PWD/config/prometheus/prometheus.yml:/etc/prometheus/prometheus.yml" prom/prometheus
docker run -d --name medianest-promtail -v "$PWD/config/promtail/promtail.yml:/etc/promtail/config.yml" grafana/promtail
echo "Dashboards: http://localhost:3001"
