#!/bin/sh
set -eu
openssl req -x509 -newkey rsa:4096 -nodes -keyout certs/server.key -out certs/server.crt -subj /CN=example.org
chmod 600 certs/server.key
chmod 644 certs/server.crt
