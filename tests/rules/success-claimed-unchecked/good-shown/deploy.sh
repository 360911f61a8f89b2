#!/bin/bash
docker stack deploy -c stack.yml shop || exit 1
docker stack ps shop | head -20
docker stack services shop
echo "Deployment complete"
