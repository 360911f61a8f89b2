#!/bin/sh
set -e
pg_dump --host other.example.org --file /tmp/other.dump other
