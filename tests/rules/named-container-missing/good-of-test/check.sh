#!/bin/sh
set -e
docker exec db pg_isready
