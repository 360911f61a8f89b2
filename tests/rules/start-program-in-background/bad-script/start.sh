#!/bin/bash
python app.py & sleep 3
echo "started"
