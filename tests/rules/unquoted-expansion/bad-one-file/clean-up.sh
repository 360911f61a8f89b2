#!/bin/bash
ROOT=$1
docker compose down
rm -f $ROOT/archive.tar.gz
