#!/bin/sh
set -e
exec traefik "$@" --certificatesResolvers.letsencrypt.acme.email=ops@example.org
