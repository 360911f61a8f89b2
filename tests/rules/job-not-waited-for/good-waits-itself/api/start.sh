#!/bin/sh
set -eu
until python -m api.wait_for_migrations; do sleep 1; done
exec uvicorn api.main:app --host 0.0.0.0
