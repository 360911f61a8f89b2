#!/bin/bash
set -euo pipefail
docker exec shop-db pg_dump --format=custom --jobs=4 -U shop shop > shop.dump
