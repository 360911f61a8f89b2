// Everything that the API reads from its environment, checked once at the start.
const required = ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'ENCRYPTION_KEY', 'PLEX_CLIENT_ID'];

const missing = required.filter((name) => !process.env[name]);
if (missing.length > 0) {
  throw new Error(`missing variables: ${missing.join(', ')}`);
}

export const env = {
  port: Number(process.env.PORT ?? 4000),
  host: process.env.HOST ?? '0.0.0.0',
  databaseUrl: process.env.DATABASE_URL!,
  redisUrl: process.env.REDIS_URL!,
  jwtSecret: process.env.JWT_SECRET!,
  encryptionKey: process.env.ENCRYPTION_KEY!,
  sessionSecret: process.env.SESSION_SECRET || 'medianest-session',
  corsOrigin: process.env.CORS_ORIGIN ?? '*',
  metricsToken: process.env.METRICS_TOKEN,
  downloads: process.env.DOWNLOAD_PATH ?? '/app/youtube',
};
