#!/bin/sh
read name
echo "$name"
