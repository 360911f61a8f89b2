-- CREATE EXTENSION postgis;
CREATE EXTENSION IF NOT EXISTS "pgcrypto";
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), body vector(3));
