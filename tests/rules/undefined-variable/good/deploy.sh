#!/bin/sh
. ./settings.sh
echo "$target"
