refuse() { echo "how to call this: $*" >&2; exit 2; }
