FROM ubuntu:24.04
CMD ["bash", "-c", "exec serve"]
