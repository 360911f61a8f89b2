FROM python:3.13
WORKDIR /run
