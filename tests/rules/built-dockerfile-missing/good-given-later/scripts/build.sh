#!/usr/bin/env bash
set -e
dockerfile=""
while read -r kind value; do
  case "$kind" in
    FILE) dockerfile="$value" ;;
  esac
done < images.txt
docker build -f "$dockerfile" -t hive .
