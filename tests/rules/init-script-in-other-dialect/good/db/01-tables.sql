/* MySQL had AUTO_INCREMENT and ENGINE=InnoDB here. */
CREATE TABLE IF NOT EXISTS berths (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_auto_increment_step integer,
  note text DEFAULT 'auto_increment',
  content jsonb
);
