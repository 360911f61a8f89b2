#!/bin/bash
set -e
while read -r name size; do echo "$name $size ${count:-0}"; done < list
for ((i=0; i<3; i++)); do echo "$i"; done
printf -v stamp '%(%s)T'
echo "$stamp $1 ${10} $DATABASE_URL"
