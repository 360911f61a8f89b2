#!/bin/sh
set -eu
./bakery.sh backup
