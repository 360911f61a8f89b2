#!/bin/sh
if [ -n "$BASH_VERSION" ]; then hosts=(a b); fi
