#!/bin/sh
set -e
mkdir -p /srv/shop/cache
exec sleep infinity
