FROM nginx:1.31.0
COPY . /usr/share/nginx/html/
