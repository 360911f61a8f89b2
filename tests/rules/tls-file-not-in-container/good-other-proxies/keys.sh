#!/bin/sh
set -eu
mkdir -p keys
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=www.example.org -keyout keys/www.key -out keys/www.pem
