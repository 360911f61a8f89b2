#!/bin/sh
. "$(dirname -- "$0")/_/made.sh"
npm test
