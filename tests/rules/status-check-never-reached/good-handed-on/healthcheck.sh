#!/bin/sh
set -eu
curl -fsS -o /dev/null http://localhost:80/status
result=$?

exit $result
