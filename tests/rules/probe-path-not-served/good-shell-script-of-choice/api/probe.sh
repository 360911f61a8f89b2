#!/bin/sh
if command -v curl >/dev/null; then
  curl -fsS http://127.0.0.1:8000/elsewhere
else
  wget -qO- http://127.0.0.1:8000/v1/state/live
fi
