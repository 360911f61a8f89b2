#!/bin/sh
export LOG_LEVEL=ERROR
cd /opt/koi
./koi
