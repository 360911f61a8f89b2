CREATE TABLE analyses (
    id         TEXT PRIMARY KEY,
    file_name  TEXT NOT NULL,
    result     TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
