#!/bin/bash
set -euo pipefail
mysqldump --all-databases | gzip > /copies/all.sql.gz
