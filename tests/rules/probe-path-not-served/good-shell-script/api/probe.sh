#!/bin/sh
if curl -fsS "http://127.0.0.1:8000/v1/state/live" >/dev/null; then
  exit 0
fi
exit 1
