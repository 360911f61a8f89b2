#!/bin/bash
version = 1.2
target= 5
$name=web
If [ -f .env ]
if [ -f .env ]; then echo "there"; fi
for $host in a b; do echo "$host"; done
echo "$hosts[0]"
while read -r line; do touch "$line" done
done
[-f .env ] || exit 1
