#!/bin/bash
set -e
docker compose exec web python3 manage.py createsuperuser
