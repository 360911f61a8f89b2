#!/bin/sh
set -e
address=$(hostname -I)
echo "worker at $address"
exec python worker.py
