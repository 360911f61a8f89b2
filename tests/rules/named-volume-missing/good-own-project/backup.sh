#!/bin/sh
set -eu
docker run --rm -v harbour_books:/data:ro -v /mnt/copies:/out alpine:3.22 tar -cf "/out/books-$(date +%F).tar" /data
docker run --rm -v charts_maps:/data:ro -v /mnt/copies:/out alpine:3.22 tar -cf "/out/maps-$(date +%F).tar" /data
