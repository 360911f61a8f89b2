#!/bin/sh
set -eu
rm -rf builtin-templates
mkdir builtin-templates
./prefetch --to builtin-templates/
cp -r builtin-templates target/dist/
