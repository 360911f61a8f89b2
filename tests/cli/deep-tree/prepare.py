import os
path = "/".join(["d"] * 70)
os.makedirs(path)
open(path + "/Dockerfile", "w").close()
open("Dockerfile", "w").write("FROM alpine:3.20\nUSER 1000\n")
