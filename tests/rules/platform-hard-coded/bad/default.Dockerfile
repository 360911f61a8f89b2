ARG TARGETPLATFORM=linux/amd64

FROM --platform=$TARGETPLATFORM alpine:3.22 AS fixed-by-default
FROM --platform=${TARGETPLATFORM} alpine:3.22
