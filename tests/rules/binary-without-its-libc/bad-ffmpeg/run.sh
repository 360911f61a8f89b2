#!/bin/sh
set -e
exec ffmpeg -version
