#!/bin/bash
docker compose up -d
echo '{"message": "first\nsecond"}' | nc localhost 5000
