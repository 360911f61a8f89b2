CREATE TABLE "User" (
    "id" TEXT PRIMARY KEY,
    "plexId" TEXT NOT NULL UNIQUE,
    "name" TEXT NOT NULL
);

CREATE TABLE "Request" (
    "id" SERIAL PRIMARY KEY,
    "title" TEXT NOT NULL,
    "userId" TEXT NOT NULL REFERENCES "User" ("id")
);
