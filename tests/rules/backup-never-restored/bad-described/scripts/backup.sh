#!/bin/sh
set -eu
pg_dump shop > /srv/copies/shop.sql
