#!/bin/bash
set -e
docker compose down
