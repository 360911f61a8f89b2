#!/bin/bash
set -e
wp core install --url="$SITE" --title=Bakery --admin_user=baker --admin_password="$ADMIN_PASSWORD" --admin_email=baker@example.org --allow-root
wp user create clerk clerk@example.org --user_pass="$(cat /run/secrets/clerk)" --allow-root
wp user list --allow-root
exec docker-entrypoint.sh "$@"
