#!/bin/bash
folder="src/$1"
dockerfile=Dockerfile
if [ -f "$folder/build.source" ]; then
  source "$folder/build.source"
fi
docker build -f "src/cart/$dockerfile" -t cart src/cart
