#!/bin/sh
docker pull example/app:latest || true
docker build --cache-from example/app:latest -t example/app:new .
