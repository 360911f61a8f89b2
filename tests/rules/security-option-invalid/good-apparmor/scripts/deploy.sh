#!/bin/sh
set -e
apparmor_parser -r -W profiles/shop-web
docker compose up -d
