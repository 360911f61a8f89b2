#!/bin/bash
docker compose up -d
while ! curl -s --data "user=a" http://localhost:8080/login; do
  sleep 5
done
