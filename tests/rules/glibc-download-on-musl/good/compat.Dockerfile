FROM alpine:3.23
RUN apk add --no-cache curl gcompat
RUN curl -fsSL https://github.com/denoland/deno/releases/latest/download/deno-x86_64-unknown-linux-gnu.zip -o deno.zip
USER 1001
CMD ["sleep", "1d"]
