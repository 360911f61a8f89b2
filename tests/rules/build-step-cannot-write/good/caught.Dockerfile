FROM alpine:3.22
USER nobody
RUN mkdir /srv/pages || echo "no pages"
CMD ["sleep", "3600"]
