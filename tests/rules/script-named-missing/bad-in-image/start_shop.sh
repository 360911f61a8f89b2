#!/bin/sh
./standalone.sh -b 0.0.0.0
