import os

os.symlink("loop", "loop")
os.symlink("Dockerfile.loop", "Dockerfile.loop")
os.makedirs("a/b")
os.symlink("../..", "a/b/up")
os.symlink("/etc/hostname", "Dockerfile.absolute")
with open("../Dockerfile.outside", "w") as file:
    file.write("FROM secret-of-the-outside\n")
os.symlink("../Dockerfile.outside", "Dockerfile.outside")
os.symlink("..", "parent")
os.symlink("real/Dockerfile", "Dockerfile")
os.symlink("nothing", "Dockerfile.gone")
