#!/bin/bash
curl -d '{"name":"app"}' http://localhost:3000/api
psql -c "CREATE USER 'app'"
echo "a""b" 'it'"'"'s' "$HOME"/x"$y"
folder="$(php -r 'echo ini_get("extension_dir");')"
echo "$(php -r 'echo ini_get("extension_dir");')"
