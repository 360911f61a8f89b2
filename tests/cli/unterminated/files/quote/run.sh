#!/bin/sh
echo "a
if true; then
