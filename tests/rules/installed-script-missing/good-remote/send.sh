#!/bin/sh
set -eu
ssh baker@bakery.shop "cd /srv/bakery && git pull --ff-only && ops/roll.sh && cd /srv/other && ops/own.sh"
