#!/bin/bash
# For Swarm: hands the files to the cluster.
for file in secrets/*; do
    docker secret create "medianest_$(basename "$file")" "$file"
done
echo "Secrets are in the cluster"
