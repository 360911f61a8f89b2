#!/bin/sh
exec celery -A tasks worker
