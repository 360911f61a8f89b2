#!/bin/bash
set -euo pipefail
mkdir -p /srv/shop/certbot/webroot
