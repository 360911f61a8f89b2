#!/bin/sh
set -eu
pg_dump -h db -U postgres shop > "/copies/shop.sql"
