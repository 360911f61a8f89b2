#!/bin/sh
set -eu
docker build --file Dockerfile -t example/api:1.0.0 ..
