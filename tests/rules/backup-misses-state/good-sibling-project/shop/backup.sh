#!/bin/sh
set -eu
mariadb-dump --all-databases > /srv/backup/shop.sql
