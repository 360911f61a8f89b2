#!/bin/sh
options=(--quiet --wait)
exec sleep infinity "${options[@]}"
