#!/bin/sh
set -eu
mkdir -p state/boards
chown 472 state/boards
