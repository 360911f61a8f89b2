#!/bin/sh
python serve.py
