#!/bin/bash
pg_wait() { sleep 1; }
pg_ask() { sleep 1; }
docker compose up -d
pg_wait
pg_isready -h localhost
