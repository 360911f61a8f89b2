#!/bin/sh
docker compose pull
docker compose up -d
echo "Finished at: $(date)" >> deploy.log
