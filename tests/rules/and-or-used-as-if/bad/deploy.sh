#!/bin/sh
[ -f .env ] && docker compose up -d || docker compose -f compose.example.yaml up -d
