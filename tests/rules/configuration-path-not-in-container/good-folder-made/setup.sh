#!/bin/sh
set -e
mkdir -p broker/config
printf 'listener 1883\n' > broker/config/mosquitto.conf
docker compose up -d
