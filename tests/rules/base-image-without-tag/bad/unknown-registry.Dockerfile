ARG REGISTRY
ARG TAG
FROM ${REGISTRY}/team/base AS base
FROM alpine$TAG
COPY --from=base /opt /opt
