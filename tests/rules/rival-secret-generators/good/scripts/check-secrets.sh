#!/bin/sh
set -eu
test -s secrets/db_password
