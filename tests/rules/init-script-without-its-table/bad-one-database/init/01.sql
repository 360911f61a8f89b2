CREATE DATABASE IF NOT EXISTS harbour;
USE harbour;

INSERT IGNORE INTO berths (name) VALUES ('north');
