#!/bin/bash
set -e
count=3
flags=-q
target=$(mktemp -d)
rm -rf "$TARGET/old" $target
make -j$(nproc) $MAKE_OPTS
docker stop $(docker ps -q)
docker build -t "$IMAGE" $flags --retries $count .
for name in a b; do mkdir $name; done
echo $IMAGE
[ $? -eq 0 ]
