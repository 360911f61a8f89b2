#!/bin/bash
set -e
kubectl create namespace shop --dry-run=client -o yaml | kubectl apply -f -
docker save shop:1 | docker load
