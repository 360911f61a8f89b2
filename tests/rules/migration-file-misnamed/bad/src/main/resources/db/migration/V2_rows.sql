CREATE TABLE rows (id int);
