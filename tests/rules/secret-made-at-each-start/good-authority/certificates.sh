#!/bin/bash
set -eu
PASSWORD=$(openssl rand -base64 32)
/usr/share/elasticsearch/bin/elasticsearch-certutil ca --pass "$PASSWORD" --pem --out /made/ca.zip
