#!/bin/sh
set -eu
docker build -t localhost:5000/harbour/ferry:1.2 .
docker push localhost:5000/harbour/ferry:1.2
