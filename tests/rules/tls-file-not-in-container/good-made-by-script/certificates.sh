#!/bin/sh
set -eu
mkdir -p nginx/ssl
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=shop.example.org -keyout nginx/ssl/key.pem -out nginx/ssl/cert.pem
