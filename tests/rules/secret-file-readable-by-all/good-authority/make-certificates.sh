#!/bin/sh
set -eu
openssl req -x509 -newkey rsa:4096 -nodes -keyout ca.key -out ca.pem -days 3650 -subj /CN=lab
chmod 600 ca.key
chmod 644 ca.pem
