const { connect } = require('./store');

connect({ host: process.env.REDIS_HOST, password: process.env.REDIS_PASSWORD });
