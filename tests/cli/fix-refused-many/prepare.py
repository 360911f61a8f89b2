import os

# To stop at the first failure would leave the question behind the command without an answer.
for number in range(12):
    path = f"{number:02}.sh"
    with open(path, "w") as file:
        file.write("#!/bin/sh\ndocker compose pull\nif [ $? -ne 0 ]; then\n  echo failed\n  exit 1\nfi\ndocker compose up -d\n")
    os.chmod(path, 0o755)
