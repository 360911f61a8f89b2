#!/bin/bash
set -euo pipefail
ls -1tr /srv/copies/shop-*.sql.gz | tail -n +15 | xargs -r rm --
ls -1t /srv/copies/media-*.tar.gz | head -n -14 | xargs -r rm --
