#!/bin/bash
# Looks at every part of the running system and counts what is right.
set -euo pipefail

total=0
passed=0
failed=0

pass() {
    echo "[PASS] $1"
    ((passed++))
}

fail() {
    echo "[FAIL] $1" >&2
    ((failed++))
}

running() {
    ((total++))
    if docker ps --format '{{.Names}}' | grep -q "^$1$"; then
        pass "$1 is running"
    else
        fail "$1 is not running"
    fi
}

for name in medianest-postgres medianest-redis medianest-app medianest-nginx; do
    running "$name"
done

((total++))
if curl -fs http://localhost:4000/api/health >/dev/null; then
    pass "the API answers"
else
    fail "the API does not answer"
fi

((total++))
used=$(df / | awk 'NR == 2 { print $5 }' | tr -d '%')
if [ "$used" -lt 90 ]; then
    pass "disk is $used percent full"
else
    fail "disk is $used percent full"
fi

echo "$passed of $total checks passed"
[ "$failed" -eq 0 ]
