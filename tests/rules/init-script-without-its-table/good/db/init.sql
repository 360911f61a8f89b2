-- INSERT INTO settings is left to the migrations
CREATE EXTENSION IF NOT EXISTS citext;
CREATE FUNCTION touch() RETURNS trigger AS $body$
BEGIN
  INSERT INTO audit VALUES (NEW.id);
  RETURN NEW;
END;
$body$ LANGUAGE plpgsql;
ALTER TABLE IF EXISTS orders OWNER TO shop;
INSERT INTO cron.job (schedule) VALUES ('INSERT INTO nothing; 1');
