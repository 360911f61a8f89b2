#!/bin/bash
set -e
docker push example/app:1.0
echo "$? pushed"
