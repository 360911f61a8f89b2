#!/bin/sh
psql -U "$POSTGRES_USER" -c "CREATE DATABASE orders" || echo "it is there"
