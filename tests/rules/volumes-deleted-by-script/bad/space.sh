#!/bin/sh
docker volume prune
