#!/bin/bash
while true; do
  docker compose restart app
  sleep 3600
done
