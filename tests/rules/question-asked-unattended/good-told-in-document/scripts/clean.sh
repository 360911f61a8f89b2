#!/bin/bash
read -r -p "Sure? " answer
[ "$answer" = y ] && docker compose down
