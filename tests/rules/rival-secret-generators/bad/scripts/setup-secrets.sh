#!/bin/sh
set -eu
openssl rand -hex 32 > secrets/db_password
