#!/bin/bash
set -e
export $(grep ^API_KEY .env | tr -d "'")
docker compose up -d
