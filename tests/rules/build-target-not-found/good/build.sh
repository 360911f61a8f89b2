#!/bin/sh
docker build --target "$STAGE" -t web .
