#!/bin/bash
cd /srv/app || exit 1
docker compose pull
(cd web && npm ci)
if cd cache; then
  touch stamp
fi
cd /
pwd
