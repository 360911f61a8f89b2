#!/bin/bash
failed=0
for service in web db; do
  docker compose exec -T "$service" true || failed=1
done
exit $failed
