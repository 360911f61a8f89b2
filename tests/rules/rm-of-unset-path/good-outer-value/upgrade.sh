#!/bin/bash
set -e
export OLD="/var/lib/data/old"
docker compose stop db
su -m postgres -c "rm -rf $OLD/* && mv /work/* $OLD/"
