#!/bin/dash
set -eu
(set -o | grep -q pipefail) && set -o pipefail
curl -f http://localhost
