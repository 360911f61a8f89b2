#!/bin/sh
set -e
certbot certonly --standalone -d shop.example.org
exec serve
