#!/bin/sh
set -eu
mc policy set upload local/inbox
