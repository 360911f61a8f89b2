#!/bin/bash
old=$IFS
IFS=,
for name in $DATABASES; do pg_dump "$name"; done
IFS=$old
while IFS=: read -r user rest; do echo "$user"; done < /etc/passwd
