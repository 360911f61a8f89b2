-- First start of the database.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

CREATE TABLE IF NOT EXISTS users (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(),
    plex_id text UNIQUE NOT NULL
);

GRANT ALL PRIVILEGES ON DATABASE medianest TO medianest;
