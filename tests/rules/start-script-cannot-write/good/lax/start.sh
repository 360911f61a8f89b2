#!/bin/sh
mkdir -p /srv/shop/cache
exec sleep infinity
