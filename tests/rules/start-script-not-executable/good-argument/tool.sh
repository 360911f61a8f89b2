#!/bin/sh
echo hive
