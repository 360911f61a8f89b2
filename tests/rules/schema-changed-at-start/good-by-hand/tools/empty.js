const { DataSource } = require("typeorm");
new DataSource({ type: "postgres", url: process.env.DATABASE_URL, synchronize: true }).initialize();
