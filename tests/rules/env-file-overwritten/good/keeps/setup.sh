#!/bin/bash
cp .env ".env.$(date +%F).bak"
cp .env.example .env
docker compose up -d
