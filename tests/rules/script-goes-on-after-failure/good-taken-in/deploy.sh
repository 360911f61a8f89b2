#!/bin/bash
set -e
. "$(dirname "$0")/steps.sh"
renew
