#!/bin/bash
cd "$1"
docker compose ps
