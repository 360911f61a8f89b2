#!/bin/sh
set -eu
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
aws s3 sync /data s3://example-backups
