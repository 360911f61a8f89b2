#!/bin/bash
set -e
find /srv/copies -mtime +90 -delete
