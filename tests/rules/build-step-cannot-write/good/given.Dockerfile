FROM alpine:3.22
RUN chown nobody /srv
USER nobody
RUN mkdir /srv/pages
USER root
RUN mkdir /srv/more
CMD ["sleep", "3600"]
