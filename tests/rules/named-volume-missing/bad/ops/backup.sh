#!/bin/bash
set -euo pipefail
docker run --rm -v clinic_uploads:/media -v /srv/copies:/out alpine:3.21 tar -czf /out/media.tar.gz -C /media .
docker run --rm -v hospital_media2:/media:ro -v /srv/copies:/out alpine:3.21 tar -czf /out/more.tar.gz -C /media .
