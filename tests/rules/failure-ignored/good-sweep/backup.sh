#!/bin/sh
set -e
pg_dump -Fc -f /tmp/hive.dump hive
rclone copyto /tmp/hive.dump remote:hive/hive.dump
rclone delete --min-age 14d remote:hive/ || true
restic unlock || true
npm audit fix --omit=dev || true
