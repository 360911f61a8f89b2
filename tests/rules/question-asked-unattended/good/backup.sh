#!/bin/sh
set -e
ls /dumps | while read -r name; do
  echo "$name"
done
read -r newest < /dumps/newest
