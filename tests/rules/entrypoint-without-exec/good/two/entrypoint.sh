#!/bin/sh
exec gosu app gunicorn app.wsgi
