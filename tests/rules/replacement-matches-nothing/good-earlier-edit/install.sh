#!/bin/bash
cp .env.example .env
sed -i 's/=false/=true/g' .env
sed -i 's/DEBUGGER=true/DEBUGGER=no/' .env
docker compose up -d
