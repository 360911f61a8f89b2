#!/usr/bin/env python3
from urllib.request import urlopen

urlopen("http://localhost:8000/", timeout=2)
