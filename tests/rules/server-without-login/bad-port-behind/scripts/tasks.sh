#!/bin/sh
set -e
BROKER=redis://cache:6379
if [ "$1" = "--prod" ]; then
  SHOP_MODE=prod celery -A shop --broker=${BROKER} flower --port 5566
else
  celery -A shop --broker=${BROKER} flower --port 5566
fi
