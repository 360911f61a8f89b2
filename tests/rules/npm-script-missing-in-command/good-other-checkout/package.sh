#!/bin/bash
set -e
cd "${SISTER_DIR}" \
  && npm ci \
  && npm run pack
