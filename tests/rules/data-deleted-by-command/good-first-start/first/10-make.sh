#!/bin/sh
set -e
psql -U postgres -c "DROP DATABASE IF EXISTS desk"
psql -U postgres -c "CREATE DATABASE desk"
