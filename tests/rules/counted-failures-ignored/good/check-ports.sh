#!/bin/bash
fail_count=0
docker compose ps || ((fail_count++))
if ((fail_count > 0)); then
  exit 1
fi
