#!/bin/bash
pushd /srv/compose || exit 1
docker compose up -d
popd
rm -rf out
