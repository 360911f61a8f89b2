#!/bin/bash
python worker.py &
python app.py
