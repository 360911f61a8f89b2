#!/bin/sh
set -eu
docker run --rm -v ledger_books:/data:ro -v /mnt/copies:/out alpine:3.22 tar -cf "/out/books-$(date +%F).tar" /data
