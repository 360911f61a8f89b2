console.log(process.env.CORS_ORIGIN);
