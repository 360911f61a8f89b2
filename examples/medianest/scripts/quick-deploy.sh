#!/bin/bash
# The fast way.
docker build -f Dockerfile.quick -t medianest:quick .
docker rm -f medianest-app
docker run -d --name medianest-app --privileged -p 3000:3000 -v /var/run/docker.sock:/var/run/docker.sock medianest:quick
echo "Deployed"
