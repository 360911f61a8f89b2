#!/bin/sh
docker build --build-arg BRANCH=main -t web .
