#!/bin/bash
set -euo pipefail
docker run --rm -v shop_db:/from:ro -v /mnt/copies:/to busybox:1.37 tar -czf /to/db.tar.gz -C /from .
