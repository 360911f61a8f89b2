#!/bin/sh
set -eu
mkdir -p written
printf "server { listen 80; }\n" > written/default.conf
