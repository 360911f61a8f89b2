#!/bin/sh
set -e
node fill.js
