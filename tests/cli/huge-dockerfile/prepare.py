with open("Dockerfile", "wb") as file:
    file.write(b"FROM alpine:3.20\n")
    for _ in range(100):
        file.write(b"RUN true # " + b"x" * 1048565)
