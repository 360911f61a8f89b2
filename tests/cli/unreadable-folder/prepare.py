import os
os.chmod("locked", 0)
