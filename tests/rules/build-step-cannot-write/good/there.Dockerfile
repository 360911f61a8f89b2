FROM alpine:3.22
COPY pages /srv/pages
USER nobody
RUN mkdir -p /srv/pages
CMD ["sleep", "3600"]
RUN mkdir -p /etc/ssl /home/app/tmp
