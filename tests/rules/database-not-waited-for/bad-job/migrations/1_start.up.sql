create table bees (id int);
