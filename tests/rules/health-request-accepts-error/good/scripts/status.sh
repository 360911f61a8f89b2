#!/bin/bash
set -euo pipefail
code=$(curl -s -o /dev/null -w '%{http_code}' http://localhost:8080/health)
if [ "$code" != 200 ]; then exit 1; fi
# Only whether anything listens at all.
if curl -s telnet://localhost:8080 </dev/null; then echo open; fi
docker compose ps
