#!/bin/bash
set -e
STAFF_PASS=$(head -c 18 /dev/urandom | base64)
echo "staff:$STAFF_PASS" > /etc/mail/staff
exec mail-server
