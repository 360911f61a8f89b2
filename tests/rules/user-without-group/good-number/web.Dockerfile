FROM debian:13-slim
RUN groupadd -g 1000 shop && useradd -u 1000 -g 1000 -m -d /srv shop
USER shop
