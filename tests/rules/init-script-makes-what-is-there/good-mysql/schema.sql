create database if not exists `orders`;
create database archive;
