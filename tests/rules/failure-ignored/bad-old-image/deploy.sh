#!/bin/bash
docker pull ghcr.io/bees/hive:1 || true
docker run -d --name hive ghcr.io/bees/hive:1
