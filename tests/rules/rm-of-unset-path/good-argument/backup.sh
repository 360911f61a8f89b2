#!/bin/bash
save() {
  local FOLDER=$1
  docker cp db:/rows "$FOLDER/rows" || rm -rf $FOLDER/rows
}
start() {
  local FOLDER=$HOME/backup/shop
  save "$FOLDER"
}
start
