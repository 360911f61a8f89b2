#!/bin/sh
export $(cat .env | grep -v '^#' | xargs)
docker compose up -d
