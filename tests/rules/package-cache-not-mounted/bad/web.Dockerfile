FROM node:24
USER node
WORKDIR /home/node/app
COPY package*.json ./
RUN npm ci
