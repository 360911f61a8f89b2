#!/bin/sh
set -eu
(crontab -l 2>/dev/null; echo "* 4 * * * /opt/shop/dump.sh >/dev/null 2>&1") | crontab -
