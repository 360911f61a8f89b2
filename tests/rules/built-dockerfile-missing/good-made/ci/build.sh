#!/bin/bash
set -e
TARGET=Dockerfile
cat ci/head.txt ci/tail.txt >> $TARGET
docker build -t app ci
