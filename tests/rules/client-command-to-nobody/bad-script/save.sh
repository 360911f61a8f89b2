#!/bin/sh
set -eu
mariadb-dump -h mysql -u root --all-databases > /backup/all.sql
