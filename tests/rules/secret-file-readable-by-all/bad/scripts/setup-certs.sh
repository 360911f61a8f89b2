#!/bin/sh
set -eu
openssl req -x509 -newkey rsa:4096 -nodes -keyout certs/server.key -out certs/server.crt -subj /CN=example.org
chmod 644 certs/server.key
chmod 777 secrets/db_password.txt
