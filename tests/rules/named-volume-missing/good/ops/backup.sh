#!/bin/bash
set -euo pipefail
docker volume create clinic_scratch
docker run --rm -v clinic_media:/media:ro -v clinic_scratch:/out alpine:3.21 tar -czf /out/media.tar.gz -C /media .
docker run --rm -v "$PWD:/out" -v /srv/media:/media alpine:3.21 true
