#!/bin/sh
set -e
aerich migrate \
  uvicorn club.main:app --host 0.0.0.0
