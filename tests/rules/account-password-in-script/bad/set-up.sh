#!/bin/bash
set -e
wp core install --url="$SITE" --title=Bakery --admin_user=baker --admin_password="admin" --admin_email=baker@example.org --allow-root
wp user create clerk clerk@example.org --user_pass=rye-and-salt-7 --allow-root
exec docker-entrypoint.sh "$@"
