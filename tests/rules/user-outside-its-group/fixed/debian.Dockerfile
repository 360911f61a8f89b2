FROM debian:13
RUN groupadd --gid 1001 keepers && useradd -g keepers --uid 1001 --no-create-home lamp
USER lamp
CMD ["sleep", "1d"]
