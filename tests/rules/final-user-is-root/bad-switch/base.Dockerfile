FROM debian:13-slim AS base
RUN echo ready > /etc/state
