#!/usr/bin/env python3
import os
os.execv("/usr/sbin/gosu", ["gosu", "991", "server"])
