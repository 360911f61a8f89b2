-- Rows with their embeddings
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE rows (id text PRIMARY KEY, embedding vector(768));
