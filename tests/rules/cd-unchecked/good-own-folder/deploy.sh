#!/bin/bash
cd `dirname $0`/..
docker compose pull
if [ -d plugins ]; then
  cd plugins
  ls
fi
docker compose up -d
