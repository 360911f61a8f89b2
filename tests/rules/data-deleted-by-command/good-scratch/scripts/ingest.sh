#!/bin/sh
set -e
dropdb --if-exists -h 127.0.0.1 hive_live || true
createdb -h 127.0.0.1 hive_live
