#!/bin/sh
as=""
[ "$(id -u)" = 0 ] && as="su-exec ferry"
exec $as "$@"
