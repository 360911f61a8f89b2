#!/bin/bash
curl -d "{"name":"app"}" http://localhost:3000/api
psql -c 'CREATE USER 'app''
sh -c "echo "hello""
alias ll='ls 'x' -l'
