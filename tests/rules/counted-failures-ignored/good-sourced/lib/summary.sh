CHECKS_FAILED=0
finish() {
  [ "$CHECKS_FAILED" -eq 0 ] || exit 1
}
