#!/bin/bash
set -euo pipefail
pg_dump -h db -U shop shop | gzip > "/backup/shop-$(date +%F).sql.gz"
recent=$(find /backup -name 'shop-*.sql.gz' -mtime -1 | wc -l)
[ "$recent" -gt 0 ] || echo "no copy of today"
find /backup -name 'shop-*.sql.gz' -mtime +"${KEEP_DAYS:-14}" -delete
