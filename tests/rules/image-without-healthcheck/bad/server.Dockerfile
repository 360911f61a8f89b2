FROM node:22-slim
WORKDIR /srv
COPY server.js ./
EXPOSE 8080
USER node
CMD ["node", "server.js"]
