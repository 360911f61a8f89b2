DO $$
BEGIN
  IF to_regclass('public.orders') IS NOT NULL THEN
    RETURN;
  END IF;
  CREATE TABLE orders (
    id uuid PRIMARY KEY
  );
END
$$;
