#!/bin/sh
set -eu
mkdir -p secrets
chmod 700 secrets
openssl rand -hex 32 > secrets/db_password.txt
chmod 444 secrets/db_password.txt
