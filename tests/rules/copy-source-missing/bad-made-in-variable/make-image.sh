#!/bin/sh
set -eu
here=$(dirname "$0")
native_folder="${here}/native"
mkdir -p "$native_folder"
cp -r ../libs/. "$native_folder"
docker build -t example/native "$here"
