#!/bin/bash
# Builds and publishes the images for two platforms.
set -e

repository=rendiffdev/ffprobe-api
version=${1:-latest}
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)

docker buildx build \
    --platform linux/amd64,linux/arm64 \
    --tag "$repository:$version" \
    --tag "$repository:latest" \
    --build-arg BUILD_DATE="$(date -u +%FT%TZ)" \
    --build-arg GIT_COMMIT="$commit" \
    --build-arg VERSION="$version" \
    --push \
    --file Dockerfile \
    ..

docker buildx build \
    --platform linux/amd64,linux/arm64 \
    --tag "$repository:standalone" \
    --push \
    --file Dockerfile.standalone \
    ..

if [ "$version" != latest ]; then
    major=$(echo "$version" | sed -E 's/^v?([0-9]+)\..*/v\1/')
    docker buildx imagetools create --tag "$repository:$major" "$repository:$version"
fi

docker run --rm "$repository:latest" /app/ffprobe-api --version || echo "version check failed"
echo "Build and push completed"
