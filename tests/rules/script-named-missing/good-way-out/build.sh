#!/bin/bash
(cd ../other && git pull && ./start.sh)
docker build -t shop .
