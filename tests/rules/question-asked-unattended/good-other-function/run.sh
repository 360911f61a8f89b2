#!/bin/bash
set -eu

_setup() {
  echo "Install the hooks? (y/n)"
  read -r answer
  [ "$answer" = y ] && lefthook install
}

_init() {
  _setup
}

_start() {
  gradle bootRun
}

"$@"
