#!/bin/bash
case "$1" in
  reset-db)
    docker exec -i db mysql -e "DROP DATABASE IF EXISTS shop; CREATE DATABASE shop;"
    ;;
  up)
    docker compose up -d
    ;;
esac
