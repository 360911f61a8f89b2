#!/bin/sh
set -e
sudo systemctl restart docker
