exports.config = { NODE_ENV: process.env.NODE_ENV };
