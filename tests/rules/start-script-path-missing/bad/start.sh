#!/bin/sh
set -e
cd /application
exec sleep 60
