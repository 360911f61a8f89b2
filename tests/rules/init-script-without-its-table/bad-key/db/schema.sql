-- Readings of a greenhouse; a reading belongs to a sensor.
CREATE TABLE readings (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sensor_id BIGINT NOT NULL
        REFERENCES "sensors" (id) ON DELETE CASCADE,
    celsius REAL NOT NULL
);
CREATE TABLE comments (
    source TEXT NOT NULL,
    reading_id BIGINT REFERENCES readings (id)
);
