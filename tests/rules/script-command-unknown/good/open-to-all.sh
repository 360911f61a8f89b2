#!/bin/sh
case "$1" in
  fast) speed=1 ;;
  slow) speed=2 ;;
  *) speed=3 ;;
esac
echo "$speed"
