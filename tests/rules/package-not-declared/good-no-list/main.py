import json
import os
from collections import Counter

from shop import run

run()
