#!/bin/sh
set -e
cargo build --release --package relay-server
mv "$TARGET/release/relay-server" relay/
