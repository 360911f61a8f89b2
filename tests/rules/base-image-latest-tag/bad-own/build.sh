#!/bin/sh
docker build -t "harbour/$1:latest" base
