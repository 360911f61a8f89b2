#!/bin/sh
docker stack deploy --compose-file compose.yaml shop
