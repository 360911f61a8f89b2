#!/bin/sh
set -e
/opt/reef/start
exec tail -f /opt/reef/log/reef.log
