#!/bin/bash
maengel=0
laufend=0
for dienst in laden kasse; do
  if [ -z "$(docker compose ps -q "$dienst")" ]; then
    maengel=1
  else
    laufend=$((laufend + 1))
  fi
done
echo "$laufend laufen"
exit "$maengel"
