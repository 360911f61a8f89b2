FROM node:22-slim
HEALTHCHECK NONE
CMD ["node", "server.js"]
