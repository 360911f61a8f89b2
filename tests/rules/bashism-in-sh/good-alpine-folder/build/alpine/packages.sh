#!/bin/sh
set -e
set -o pipefail
apk add --no-cache curl
