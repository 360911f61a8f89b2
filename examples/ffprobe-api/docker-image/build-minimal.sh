#!/bin/bash
# Builds and publishes the small image.
set -e

repository=rendiffdev/ffprobe-api

docker buildx build \
    --platform linux/amd64 \
    --tag "$repository:minimal" \
    --tag "$repository:latest" \
    --tag "$repository:working" \
    --build-arg GIT_COMMIT="$(git rev-parse --short HEAD)" \
    --push \
    --file Dockerfile.minimal \
    ..

echo "Published: minimal, latest, working"
echo "Try: docker run -d -p 8080:8080 $repository:minimal"
