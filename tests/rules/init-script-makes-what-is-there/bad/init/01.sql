-- The database of the shop.
CREATE DATABASE orders;
CREATE DATABASE reports;
