import os
os.chmod("Dockerfile", 0)
