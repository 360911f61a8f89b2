#!/bin/bash
if [ -z "$TARGET" ]; then exit 1; fi
rm -rf "$TARGET/"*
