#!/bin/sh
switch() {
  if [ "$(id -u)" = "0" ]; then
    exec su-exec app "$0" "$@"
  fi
}
switch "$@"
exec /usr/local/bin/serve
