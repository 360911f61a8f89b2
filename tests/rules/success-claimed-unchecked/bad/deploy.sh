#!/bin/bash
docker compose pull
docker compose up -d
echo "Deployment complete"
