import os
os.mkfifo("Dockerfile")
