const needed = ['DATABASE_URL', 'SESSION_KEY'];
const missing = needed.filter((name) => !process.env[name]);
if (missing.length > 0) {
  throw new Error(`not set: ${missing.join(', ')}`);
}

exports.settings = { port: Number(process.env.PORT ?? 3000), database: process.env.DATABASE_URL };
