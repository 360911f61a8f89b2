#!/bin/sh
set -e
ufw default deny incoming
ufw allow 22
ufw allow 443
ufw --force enable
