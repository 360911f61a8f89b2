FROM debian:12
COPY go.mod /src/
