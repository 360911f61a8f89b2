#!/bin/bash
cd /opt
cd mail/
docker compose up -d
cd -
cd shop/
docker compose up -d
cd -
