#!/bin/sh
CONFIG_VERSION=$(sha256sum nginx.conf | cut -c1-12)
export CONFIG_VERSION
docker stack deploy -c stack.yml shop
