#!/bin/bash
set -euo pipefail
pg_dump -Fc shop > "/srv/copies/shop-$(date +%F).dump"
ls -1t /srv/copies/shop-*.dump | tail -n +1 | xargs -r rm -f
