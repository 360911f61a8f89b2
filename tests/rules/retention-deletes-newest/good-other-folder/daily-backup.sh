#!/bin/bash
# Ends all sessions, so that nothing changes while the copy is made.
find /srv/shop/session/ -mindepth 1 -delete
pg_dump shop > "/copies/shop-$(date +%F).sql"
find "$COPIES" -mtime +14 -delete
