#!/bin/bash
cd /app
exec python -m http.server
