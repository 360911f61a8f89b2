#!/bin/sh
set -e
exec uv run --package shop-api uvicorn shop.main:app --host 0.0.0.0 --port 8000
