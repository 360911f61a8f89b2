#!/bin/bash
set -e
bundle exec rake db:migrate
echo "Starting the worker"
bundle exec sidekiq -C config/sidekiq.yml
echo "Starting the web server"
exec bundle exec puma -b tcp://0.0.0.0:3000
