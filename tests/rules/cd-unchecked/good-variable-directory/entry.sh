#!/bin/bash
cd /app
. .venv/bin/activate
exec python serve.py
