#!/bin/bash
curl -d '{"name":"app"}' http://localhost:3000/api
psql -c "CREATE USER 'app'"
echo "a""b" 'it'"'"'s' "$HOME"/x"$y"
