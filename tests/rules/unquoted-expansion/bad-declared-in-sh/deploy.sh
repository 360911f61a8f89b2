#!/bin/sh
export BANNER=$(docker inspect web | grep Id)
docker compose up -d
