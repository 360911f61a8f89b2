#!/bin/sh
docker compose logs -f
