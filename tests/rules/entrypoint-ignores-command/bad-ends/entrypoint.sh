#!/bin/sh
set -e
mkdir -p /run/app
echo "ready"
