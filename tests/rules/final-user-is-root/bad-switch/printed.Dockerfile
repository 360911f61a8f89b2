FROM debian:13-slim
COPY --chmod=755 choose.sh /
ENTRYPOINT ["/choose.sh"]
CMD ["ferry"]
