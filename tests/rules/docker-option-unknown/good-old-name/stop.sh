#!/bin/sh
set -e
docker stop --time 120 hive
