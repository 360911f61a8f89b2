puts ENV.fetch("DATABASE_URL")
