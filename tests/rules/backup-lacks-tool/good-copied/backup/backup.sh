#!/bin/sh
set -eu
pg_dump -h db -U app -Fc -f /copies/app.dump app
