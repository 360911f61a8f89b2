#!/bin/bash
set -euo pipefail
tar -czf "/mnt/copies/db-$(date +%F).tar.gz" data/db
