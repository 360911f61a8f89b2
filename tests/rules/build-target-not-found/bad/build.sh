#!/bin/sh
docker build --target staging -t web .
