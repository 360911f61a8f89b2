#!/bin/sh
set -e
echo started > /data/state
exec sleep 3600
