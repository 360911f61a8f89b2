#!/bin/sh
trap 'kill $child' TERM
node worker.js &
child=$!
wait "$child"
