#!/bin/sh
mkdir -p out/conf
cp -r conf/* out/conf
go build -o out/api
