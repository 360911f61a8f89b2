#!/bin/sh
set -eu
mkdir -p secrets
openssl rand -hex 24 > secrets/db_password
