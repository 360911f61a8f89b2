FROM registry.example.com/team/base:3
RUN microdnf install -y tar-1.34
RUN echo -e "[extra]\nenabled=1" > /etc/yum.repos.d/extra.repo
