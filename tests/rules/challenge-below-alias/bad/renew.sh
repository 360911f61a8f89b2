#!/bin/sh
set -e
certbot renew --webroot --webroot-path /var/www/certbot
