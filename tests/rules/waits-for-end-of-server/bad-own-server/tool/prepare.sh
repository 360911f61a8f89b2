#!/bin/sh
set -e
node fill.js
exec node serve.js
