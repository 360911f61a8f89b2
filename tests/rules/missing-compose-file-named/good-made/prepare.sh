#!/bin/sh
set -e
cp e2e/compose-e2e.yml make/.
