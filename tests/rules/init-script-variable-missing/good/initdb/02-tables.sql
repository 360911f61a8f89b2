-- The password is in ${FORGE_DB_PASSWORD}.
CREATE TABLE notes (body text DEFAULT 'costs ${price}');
