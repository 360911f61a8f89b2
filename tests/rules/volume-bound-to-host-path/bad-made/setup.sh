#!/bin/sh
set -e
mkdir -p /srv/lamp/rows
