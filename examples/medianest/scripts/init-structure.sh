#!/bin/sh
# Makes the folders of a running installation.
mkdir -p data/{postgres,redis,uploads} logs
chmod -R 777 data logs
