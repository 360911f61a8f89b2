#!/bin/bash
set -euo pipefail
alembic upgrade head
alembic downgrade base
alembic upgrade head
python -m pytest tests/integration
