#!/bin/bash
set -u
rm -rf "$RELEASE/"*
