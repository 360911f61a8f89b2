#!/bin/sh
. "$(dirname "$0")/include/functions.sh"

print_heading "Migrate"
docker compose exec -T web rake migrate
print_heading "Migrated successfully"

print_heading "Look for the account"
docker compose exec -T web rake accounts | grep admin
print_heading "Looked successfully"
