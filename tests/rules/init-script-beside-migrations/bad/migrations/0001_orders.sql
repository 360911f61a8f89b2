CREATE TABLE public."orders" (
  id uuid PRIMARY KEY
);
