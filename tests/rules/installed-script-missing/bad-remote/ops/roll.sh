#!/bin/sh
set -eu
echo out
