CREATE TABLE seats (id int);
