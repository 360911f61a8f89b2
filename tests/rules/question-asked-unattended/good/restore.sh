#!/bin/bash
set -e
if [ -t 0 ]; then
  read -p "Overwrite? " -r
fi
