#!/bin/sh
set -e
echo "starting"
exec npm start
