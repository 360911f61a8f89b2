FROM debian:13-slim
COPY modules /modules
CMD ["/bin/true"]
