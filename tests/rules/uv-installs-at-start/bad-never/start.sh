#!/bin/sh
set -e
exec uv run --frozen uvicorn shop.main:app --host 0.0.0.0
