#!/bin/sh
docker exec --privileged -it app sh
docker compose exec --privileged app sysctl -a
