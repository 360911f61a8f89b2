# Each stays below the limit of one file.
with open("Dockerfile", "w") as file:
    file.write("FROM alpine:3.20\nRUN echo " + "x" * 3_900_000 + "\n")
with open("compose.yaml", "w") as file:
    file.write("services:\n  web:\n    image: \"" + "x" * 3_900_000 + "\"\n")
with open("compose.huge.yaml", "w") as file:
    file.write("services:\n  web:\n    image: \"" + "x" * 10_000_000 + "\"\n")
