#!/bin/sh
while sleep 1d; do
  nginx -s reload
done &
