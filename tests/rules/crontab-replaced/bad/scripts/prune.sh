#!/bin/sh
set -eu
find /backup -name "*.gz" -mtime +7 -delete
