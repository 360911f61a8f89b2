CREATE TABLE entry (id int);
