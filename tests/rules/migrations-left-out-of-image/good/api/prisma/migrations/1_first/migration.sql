CREATE TABLE "Order" (id text PRIMARY KEY);
