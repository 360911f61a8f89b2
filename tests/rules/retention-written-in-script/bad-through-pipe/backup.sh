#!/bin/bash
set -euo pipefail
pg_dump -h db -U shop shop | gzip > "/backup/shop-$(date +%F).sql.gz"
find /backup -name 'shop-*.sql.gz' -mtime +14 -print0 | xargs -0 rm -f
