#!/bin/sh
set -eu
cp upstream/deploy/compose.upstream.yml .
