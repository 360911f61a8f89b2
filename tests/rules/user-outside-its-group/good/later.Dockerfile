FROM alpine:3.23
RUN addgroup keepers
RUN adduser -D lamp && addgroup lamp keepers
USER lamp
CMD ["sleep", "1d"]
