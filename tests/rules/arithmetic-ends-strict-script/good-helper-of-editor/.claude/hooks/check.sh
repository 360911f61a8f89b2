#!/bin/bash
set -e
count=0
((count++))
docker compose up -d
