#!/bin/sh
read -r answer
[ "$answer" = yes ] && echo "made"
