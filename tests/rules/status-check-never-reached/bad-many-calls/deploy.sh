#!/bin/bash
set -euo pipefail
deploy() { stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; stage; }
stage() { group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; group; }
group() { item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; item; }
item() { step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; step; }
step() { part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; part; }
part() { piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; piece; }
piece() { bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; bit; }
bit() {
  docker compose up -d
  if [ $? -ne 0 ]; then
    echo "not started"
  fi
}
deploy
