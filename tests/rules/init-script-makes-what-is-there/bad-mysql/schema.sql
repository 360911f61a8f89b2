create database `orders`;
use `orders`;
create table lines (id int primary key);
