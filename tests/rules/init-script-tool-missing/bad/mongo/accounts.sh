#!/bin/bash
mongo "$MONGO_INITDB_DATABASE" --eval "db.createUser({user: '$APP_USER', pwd: '$APP_PASSWORD', roles: ['readWrite']})"
