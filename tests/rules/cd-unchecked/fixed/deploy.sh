#!/bin/bash
cd /srv/app || exit 1
docker compose pull
cd releases/old || exit 1
rm -rf ./*
