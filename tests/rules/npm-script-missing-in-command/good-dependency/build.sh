#!/bin/sh
set -e
npm ci
cd node_modules/@example/editor && npm run all
