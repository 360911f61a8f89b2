CREATE TABLE book (id int);
