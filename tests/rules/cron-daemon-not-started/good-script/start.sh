#!/bin/sh
crond -b
exec tail -f /dev/null
