#!/bin/bash
for name in $MYSQL_MULTIPLE_DATABASES; do
  mysql -u root -p"$MYSQL_ROOT_PASSWORD" -e "create database $name"
done
