set -e
exec python -m http.server 8000
