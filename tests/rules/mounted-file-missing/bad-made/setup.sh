#!/bin/sh
set -e
touch acme.json
chmod 600 acme.json
