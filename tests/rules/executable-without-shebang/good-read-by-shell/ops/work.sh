set -e
exec python -m compileall .
