#!/bin/bash
as_ferry() {
  if [ "$(id -u)" != 0 ]; then return; fi
  echo gosu ferry
}
exec $(as_ferry) "$@"
