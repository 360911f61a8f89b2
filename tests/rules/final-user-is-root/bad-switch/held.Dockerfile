FROM debian:13-slim
COPY --chmod=755 held.sh /
ENTRYPOINT ["/held.sh"]
CMD ["ferry"]
