#!/bin/sh
mkdir -p data/{postgres,redis}
