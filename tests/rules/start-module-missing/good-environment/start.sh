#!/bin/bash
. /opt/signer/bin/activate
exec gunicorn -b 0.0.0.0:8000 signer:app
