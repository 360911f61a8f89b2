#!/bin/bash
set -e
psql -c 'create role app'
