#!/bin/bash
docker compose -f shop/compose.yaml down --volumes
