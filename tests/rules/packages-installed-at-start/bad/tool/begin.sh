#!/bin/sh
set -e
pip install --quiet requests
exec python /tool/run.py
