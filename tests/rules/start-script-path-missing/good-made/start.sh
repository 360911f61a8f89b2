#!/bin/sh
set -e
mkdir -p /application
cd /application
exec sleep 60
