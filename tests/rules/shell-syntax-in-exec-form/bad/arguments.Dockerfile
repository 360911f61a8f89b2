FROM debian:12
COPY start.sh /
ENTRYPOINT ["/start.sh"]
CMD ["serve", "--port=$PORT"]
