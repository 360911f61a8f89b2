#!/bin/sh
while true; do pg_dump "$DATABASE_URL" > /copies/shop.sql; sleep 86400; done
