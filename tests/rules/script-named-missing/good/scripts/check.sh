#!/bin/sh
set -eu
test -f .env
