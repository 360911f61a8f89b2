#!/bin/bash
set -e
git clone --depth 1 https://git.test/probes.git repo
