FROM debian:12-slim AS base
USER 1000:1000

FROM base
USER 0
CMD ["/bin/true"]
