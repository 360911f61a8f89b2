CREATE DATABASE IF NOT EXISTS harbour;
USE harbour;

CREATE TABLE berths (name VARCHAR(20));
INSERT IGNORE INTO berths (name) VALUES ('north');
