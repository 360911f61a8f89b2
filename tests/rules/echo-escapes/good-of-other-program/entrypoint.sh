#!/bin/bash
set -e -o pipefail
echo "$(ip route | awk '/^default[ \t]/{print $3}') gateway" >> /etc/hosts
exec "$@"
