#!/bin/bash
set -e
cd /srv/app
tar -cf /backup/app.tar .
