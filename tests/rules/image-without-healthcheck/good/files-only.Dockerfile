FROM scratch
COPY site /site
