CREATE USER `app`@`localhost` IDENTIFIED WITH caching_sha2_password;
