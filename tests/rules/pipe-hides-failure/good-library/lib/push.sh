#!/usr/bin/env bash

push_image() {
  docker push "$1" 2>&1 | tee push.log
}
