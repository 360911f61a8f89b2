FROM gcr.io/distroless/nodejs22-debian12:nonroot
COPY server.js /srv/
CMD ["/srv/server.js"]
