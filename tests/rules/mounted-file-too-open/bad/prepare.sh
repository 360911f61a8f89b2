#!/bin/sh
set -e
touch acme.json
chmod 644 acme.json
