#!/bin/bash
set -e
if [ "$LOAD_SAMPLE_DATA" = "true" ]; then
  php bin/console doctrine:fixtures:load -n
fi
exec apache2-foreground
