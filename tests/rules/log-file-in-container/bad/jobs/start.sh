#!/bin/sh
set -e
exec python worker.py >> /var/log/worker.log 2>&1
