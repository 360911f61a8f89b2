#!/bin/sh
set -e
cp -r "$SOURCES"/third_party .
docker build -t harbour .
