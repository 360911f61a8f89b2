USE mysql;

INSERT IGNORE INTO help_topic (name) VALUES ('berths');
