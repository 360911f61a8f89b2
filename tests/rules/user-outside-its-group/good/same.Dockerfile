FROM debian:13
RUN groupadd --gid 1001 lamp && useradd --uid 1001 --gid 1001 lamp
USER lamp
CMD ["sleep", "1d"]
