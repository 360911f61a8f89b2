#!/bin/sh
set -eu
pg_dump -Fc -f /copies/orders.dump shop
