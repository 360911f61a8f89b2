#!/bin/sh
set -eu
exec api
