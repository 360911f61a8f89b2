#!/bin/bash
fetch() {
  local VERSION="1.4.0"
  curl -fsSLO https://example.org/tool-${VERSION}.zip
  rm -rf tool-${VERSION}
}
fetch
