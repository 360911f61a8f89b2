#!/bin/bash
docker compose build
if [ $? -ne 0 ]; then exit 1; fi
