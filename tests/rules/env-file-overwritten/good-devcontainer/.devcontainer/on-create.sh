#!/bin/sh
set -e
cp .env.example .env
