with open("compose.yaml", "w") as file:
    file.write("services:\n  web:\n    image: nginx:1.27\nx-deep: " + "[" * 10_000 + "]" * 10_000 + "\n")
with open("compose.block.yaml", "w") as file:
    file.write("services:\n  web:\n    image: nginx:1.27\nx-deep:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 2_000)))
with open("Dockerfile", "w") as file:
    file.write("FROM alpine:3.20\nRUN " + "$(" * 10_000 + "\nENV A=" + "${A:-" * 10_000 + "\n")
with open("run.sh", "w") as file:
    file.write("#!/bin/sh\n" + "( " * 10_000 + "\n" + "if true; then " * 5_000)
