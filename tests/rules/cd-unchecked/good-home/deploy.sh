#!/bin/sh
cd ~/
rm -rf .cache/reef
docker compose up -d
