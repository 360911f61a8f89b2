#!/bin/bash
docker compose up -d
docker compose exec -T db mysqladmin ping -h localhost --silent
docker compose exec -T mongo mongosh --eval "db.adminCommand('ping')" --quiet
