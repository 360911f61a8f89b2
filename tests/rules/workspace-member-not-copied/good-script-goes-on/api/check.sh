#!/bin/sh
go vet .
cp main.go /tmp/main.go
