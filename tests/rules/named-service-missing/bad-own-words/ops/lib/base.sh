# Taken in by the scripts beside this folder.
TOP="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
STACK=(docker compose --project-directory "$TOP" -f "$TOP/compose.prod.yaml")
ENGINE=docker
PLAIN="$ENGINE compose -f $TOP/compose.prod.yaml"
in_ledger() { "${STACK[@]}" exec -T ledger "$@"; }
