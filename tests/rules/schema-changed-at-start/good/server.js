const { DataSource } = require("typeorm");

new DataSource({ type: "postgres", url: process.env.DATABASE_URL, synchronize: false, migrationsRun: true }).initialize();
