#!/bin/sh
set -eu
echo "shop starts"
exec $@
