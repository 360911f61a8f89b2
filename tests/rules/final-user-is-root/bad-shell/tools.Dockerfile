FROM ubuntu:24.04
USER root
ENTRYPOINT /bin/bash
