#!/bin/sh
set -eu
tar -C /data -czf /backup/data.tar.gz .
