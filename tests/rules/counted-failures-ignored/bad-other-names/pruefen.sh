#!/bin/bash
maengel=0
for dienst in laden kasse; do
  if [ -z "$(docker compose ps -q "$dienst")" ]; then
    echo "$dienst steht"
    maengel=1
  fi
done
docker compose exec -T kasse true || { echo "kasse antwortet nicht"; maengel=1; }
echo "fertig"
