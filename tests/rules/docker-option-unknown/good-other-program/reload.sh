#!/bin/bash
set -e
shopt -s expand_aliases
alias docker=podman
docker volume create --ignore dumps
