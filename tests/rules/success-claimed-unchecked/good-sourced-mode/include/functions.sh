#!/bin/sh
set -o errexit

print_heading() {
  echo
  echo "> $1"
}
