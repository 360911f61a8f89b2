#!/bin/bash
set -e
rm -rf "$BUILD_DIR/cache"
