#!/bin/sh
echo "Remove old logs?"
read answer
[ "$answer" = yes ] && rm -f /var/log/old.log
