#!/bin/sh
set -eu
service ssh start
exec sleep infinity
