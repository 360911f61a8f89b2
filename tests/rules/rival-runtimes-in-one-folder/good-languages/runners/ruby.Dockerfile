FROM ruby:3.4
WORKDIR /run
