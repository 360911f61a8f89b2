#!/bin/sh
set -eu
sudo chown root:root filebeat.yml
docker compose up -d
