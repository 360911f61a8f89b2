#!/bin/bash
set -e
cd "$HOME/runner"
curl -fLo runner.tar.gz https://example.org/runner.tar.gz
tar xzf runner.tar.gz
./service.sh install
