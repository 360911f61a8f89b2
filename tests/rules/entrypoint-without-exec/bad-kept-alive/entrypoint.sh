#!/bin/sh
set -e
/opt/reef/start
tail -f /opt/reef/log/reef.log
