#!/bin/bash
set -o errexit
wait_for_port() {
  local tries=0
  set +o errexit
  while ((tries < 5)); do
    if probe; then
      set -o errexit
      return 0
    fi
    ((tries++))
  done
}
list_sites() {
  local number=1
  for site in "$@"; do
    echo "$number $site"
    ((number++))
  done
}
wait_for_port
list_sites a b
