#!/bin/bash
cd /srv/app
docker compose pull
cd releases/old
rm -rf ./*
