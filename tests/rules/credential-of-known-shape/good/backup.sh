#!/bin/sh
set -eu
export AWS_ACCESS_KEY_ID="${AKIA_OF_BACKUP:?}"
aws s3 sync /data s3://example-backups --metadata owner=AKIAtoo-short
