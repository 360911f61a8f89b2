#!/bin/bash
set -euo pipefail
certbot certonly --webroot -w /srv/acme -d "$1"
