#!/bin/sh
set -eu
backup() {
  mv "$1"/"$2".conf "$3"/"$2".old
}
backup "$@"
