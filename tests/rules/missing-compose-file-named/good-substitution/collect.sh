#!/bin/bash
HERE="$( cd "$( dirname "${BASH_SOURCE[0]}" )" &> /dev/null && pwd )"
docker compose -f "$HERE/deploy/base.yml" stop
cd deploy
for id in $(docker compose -f base.yml -f more.yml ps -aq); do
  docker logs "$id"
done
