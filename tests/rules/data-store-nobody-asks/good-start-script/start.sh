#!/usr/bin/env bash
exec /opt/keycloak/bin/kc.sh start --db=mysql --db-url-host=logins-db
