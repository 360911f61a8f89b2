ARG BASE_IMAGE=alpine:3.22
FROM ${BASE_IMAGE}
COPY app.sh /app.sh
CMD ["sh", "/app.sh"]
