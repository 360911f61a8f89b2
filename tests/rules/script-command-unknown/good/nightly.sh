#!/bin/sh
set -eu
./bakery.sh save
./bakery.sh "$1"
