#!/bin/bash
set -e
ssh -o StrictHostKeyChecking=no shop.test "docker compose pull"
ssh -o StrictHostKeyChecking=no shop.test "docker compose up -d"
scp -o StrictHostKeyChecking=no .env shop.test:/srv/shop/
