#!/bin/bash
set -eu
mongoimport --db shop --collection orders --file /docker-entrypoint-initdb.d/orders.json --jsonArray
