-- Roles and defaults
CREATE EXTENSION IF NOT EXISTS citext;

INSERT INTO settings (name, value)
VALUES ('currency', 'EUR')
ON CONFLICT (name) DO NOTHING;
CREATE UNIQUE INDEX IF NOT EXISTS orders_by_day ON orders (day);
