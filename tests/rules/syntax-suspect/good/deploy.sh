#!/bin/bash
version=1.2
IFS= read -r line
LC_ALL= sort names
declare -a hosts=(a b)
if [ -f .env ] && [ "$line" = "]" ]; then echo "there"; fi
for host in "${hosts[@]}"; do echo "$host"; done
echo "${hosts[0]} ${version}[0] $version[latest]"
test a = b
expr 1 = 1
find . -exec rm {} +
