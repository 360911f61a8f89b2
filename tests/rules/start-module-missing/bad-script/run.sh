#!/bin/sh
set -e
celery -A task.jobs worker &
exec celery -A task.celery beat
