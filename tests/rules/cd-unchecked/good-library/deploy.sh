#!/usr/bin/env bash
set -e
. lib/build.sh
build
