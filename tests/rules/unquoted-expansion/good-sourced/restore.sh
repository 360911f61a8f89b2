#!/bin/bash
. lib/start.sh
docker compose down
rm $SETTINGS
mv $COPIES $SETTINGS
