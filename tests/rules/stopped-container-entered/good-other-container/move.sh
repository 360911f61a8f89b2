#!/bin/bash
set -e
CONTAINER=$(docker run -d -v old:/var/lib/postgresql/data postgres:16.4)
docker exec $CONTAINER pg_dump -U postgres shop > shop.sql
docker stop $CONTAINER
CONTAINER=$(docker run -d -v new:/var/lib/postgresql/data postgres:17.2)
docker exec $CONTAINER psql -U postgres -c "CREATE DATABASE shop"
