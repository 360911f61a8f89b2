#!/bin/sh
# Called by cron.
set -eu
echo "nightly"
