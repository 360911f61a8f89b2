import cors from 'cors';
import express from 'express';
import helmet from 'helmet';
import { env } from './config/env';
import { healthRouter } from './routes/health';
import { mediaRouter } from './routes/media';
import { metricsRouter } from './routes/metrics';

export function createApp() {
  const app = express();
  app.use(helmet());
  app.use(cors({ origin: env.corsOrigin, credentials: true }));
  app.use(express.json({ limit: '1mb' }));

  app.get('/health', (_request, response) => {
    response.json({ status: 'up' });
  });
  app.use('/api/health', healthRouter);
  app.use('/api/v1/media', mediaRouter);
  app.use('/api/performance', metricsRouter);
  return app;
}
