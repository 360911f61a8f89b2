#!/bin/sh
set -eu
ssh baker@bakery.shop "cd /srv/bakery && git pull --ff-only && make tables"
