#!/bin/sh
echo "never closed
