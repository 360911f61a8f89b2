#!/bin/bash
if true; then
    cat > app.conf <<EOF
port=8080
    EOF
fi
docker compose up -d
