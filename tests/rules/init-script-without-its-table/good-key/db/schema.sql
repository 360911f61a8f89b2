-- A reading REFERENCES gauges (a word of a comment).
CREATE TABLE sensors (
    id BIGINT PRIMARY KEY,
    parent BIGINT REFERENCES sensors (id),
    references_seen INTEGER DEFAULT 0
);
CREATE TABLE readings (
    sensor_id BIGINT NOT NULL REFERENCES sensors (id),
    note TEXT DEFAULT 'references nothing'
);
