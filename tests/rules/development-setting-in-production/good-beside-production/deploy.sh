#!/bin/bash
# Production deployment script
docker compose up -d
