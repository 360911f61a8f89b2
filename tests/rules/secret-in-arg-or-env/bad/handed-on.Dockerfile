FROM registry.example.com/team/base:3
ENV MAIL_PASSWORD ${MAIL_PASSWORD}
ENV API_TOKEN=${API_TOKEN:-changeme}
