#!/bin/sh
set -e
pecl install redis
