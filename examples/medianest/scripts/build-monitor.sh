#!/bin/bash
# Builds again whenever a source file changes.
while inotifywait -r -e modify backend/src frontend/src; do
    npm run build
done
