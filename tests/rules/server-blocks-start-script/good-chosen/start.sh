#!/bin/bash
set -e
if [ "$ROLE" = worker ]; then
  bundle exec sidekiq -C config/sidekiq.yml
fi
exec bundle exec puma -b tcp://0.0.0.0:3000
